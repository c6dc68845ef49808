//! Remedies for agents, with tools and arguments instead of commands and flags.
//!
//! Flags in the text of a remedy are those of the server itself.

use crate::model::{
    Action, CheckReport, FailureReport, Remedy, RemedyPart, RunOption, SitemapReport,
};

/// Argument of the tools that corresponds to `option`.
const fn argument(option: RunOption) -> &'static str {
    match option {
        RunOption::Site => "site",
        RunOption::Start => "start",
        RunOption::End => "end",
        RunOption::MinUrls => "min_urls",
        RunOption::MaxShrink => "max_shrink_percent",
    }
}

/// Tool that corresponds to `action`.
const fn tool(action: Action) -> &'static str {
    match action {
        Action::Sites => "list_sites",
        Action::Status => "get_sitemap",
        Action::Validate => "validate_sitemap",
        Action::Submit => "submit_sitemap",
        Action::Audit => "audit_pages",
        Action::Report => "indexing_status",
    }
}

/// `remedy` as text with tools and arguments.
pub(super) fn for_tools(remedy: &Remedy) -> String {
    let part = |part: &RemedyPart| match part {
        RemedyPart::Text(text) => text.clone().into_owned(),
        RemedyPart::Option(option, None) => format!("`{}`", argument(*option)),
        RemedyPart::Option(option, Some(value)) => format!("`{}: {value}`", argument(*option)),
        RemedyPart::Run(action, None) => format!("`{}`", tool(*action)),
        RemedyPart::Run(Action::Validate, Some(subject)) => {
            format!("`validate_sitemap` with `crawl: true` for `{subject}`")
        }
        RemedyPart::Run(action, Some(subject)) => format!("`{}` for `{subject}`", tool(*action)),
    };
    remedy.parts().iter().map(part).collect()
}

fn reword(remedy: &mut Option<Remedy>) {
    *remedy = remedy
        .as_ref()
        .map(|remedy| Remedy::from(for_tools(remedy)));
}

/// Rewords the remedy of `failure`.
pub(super) fn reword_failure(failure: &mut FailureReport) {
    reword(&mut failure.remedy);
}

/// Rewords the remedies of `check`.
pub(super) fn reword_check(check: &mut CheckReport) {
    reword(&mut check.remedy);
    check.error.iter_mut().for_each(reword_failure);
}

/// Rewords the remedies of the failures and findings of `report`.
pub(super) fn reword_sitemap(report: &mut SitemapReport) {
    let findings = report.findings.iter_mut();
    findings.for_each(|finding| reword(&mut finding.help));
    report.failures_mut().for_each(reword_failure);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_become_arguments_and_commands_tools() {
        let remedy = Remedy::new("give `--credentials FILE` or ")
            .option_with(RunOption::Site, "https://example.com/")
            .text(", without ")
            .option(RunOption::MaxShrink)
            .text("; see ")
            .run(Action::Sites)
            .text(" and ")
            .run_for(Action::Report, "sc-domain:example.com");
        assert_eq!(
            for_tools(&remedy),
            "give `--credentials FILE` or `site: https://example.com/`, without \
             `max_shrink_percent`; see `list_sites` and `indexing_status` for \
             `sc-domain:example.com`"
        );
    }
}
