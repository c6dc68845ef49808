//! Writes Markdown, for a job summary or a comment.

mod history;
mod pages;

use std::fmt::Write as _;

use super::{Rendered, human};
use crate::model::{Answer, ExitCode, RunOutcome, RunReport, SitemapReport};

pub(super) fn render(report: &RunReport) -> Rendered {
    let errors = match report.outcome {
        RunOutcome::Confirmed => report.sitemaps.iter().map(SitemapReport::errors).sum(),
        _ => 0,
    };
    let mut text = format!(
        "### sitemap-submit: {}{}\n",
        report.outcome.as_str(),
        human::with_errors(errors)
    );
    if let Some(note) = super::emulator_note(report) {
        let _ = writeln!(text, "\n**Emulator:** {}", inline(&note));
    }
    if report.exit_code != ExitCode::Ok {
        let code = report.exit_code;
        let _ = writeln!(text, "\nExit code {}: {}", code.code(), code.name());
    }
    if !report.sitemaps.is_empty() {
        text.push_str("\n| sitemap | content | findings | engine | submitted | downloaded |\n|---|---|---|---|---|---|\n");
        for sitemap in &report.sitemaps {
            write_rows(&mut text, sitemap);
        }
    }
    write_findings(&mut text, report);
    match &report.answer {
        Some(Answer::Pages(pages)) => pages::write_pages(&mut text, pages),
        Some(Answer::Audits(audits)) => {
            audits
                .iter()
                .for_each(|audit| pages::write_audit(&mut text, audit));
        }
        Some(Answer::History(reports)) => {
            reports
                .iter()
                .for_each(|report| history::write_history(&mut text, report));
        }
        Some(Answer::Checks(checks)) => history::write_checks(&mut text, checks),
        // These have no Markdown form.
        Some(
            Answer::Sites(_)
            | Answer::Verifications(_)
            | Answer::Deleted(_)
            | Answer::Analytics(_)
            | Answer::Rules(_),
        )
        | None => {}
    }
    for failure in report.failures() {
        let _ = write!(text, "\n**error:** {}", inline(&failure.message));
        for cause in &failure.causes {
            let _ = write!(text, "  \ncause: {}", inline(cause));
        }
        if let Some(remedy) = &failure.remedy {
            let _ = write!(text, "  \nhelp: {}", inline(&remedy.to_string()));
        }
        text.push('\n');
    }
    Rendered {
        stdout: text,
        stderr: String::new(),
    }
}

fn write_rows(text: &mut String, sitemap: &SitemapReport) {
    let content = human::content(sitemap).unwrap_or_else(|| "not read".to_owned());
    let findings = human::verdict(sitemap).unwrap_or_else(|| "none".to_owned());
    let start = format!("| {} | {content} | {findings} |", inline(&sitemap.url));
    if sitemap.engines.is_empty() {
        let _ = writeln!(text, "{start} | | |");
    }
    for engine in &sitemap.engines {
        let property = engine.property.as_deref().map_or_else(String::new, inline);
        let time = |time: Option<jiff::Timestamp>| {
            time.map_or_else(String::new, |time| format!("{time:.0}"))
        };
        let _ = writeln!(
            text,
            "{start} {} {property} | {} | {} |",
            engine.engine,
            time(engine.last_submitted),
            time(engine.last_downloaded),
        );
    }
}

fn write_findings(text: &mut String, report: &RunReport) {
    let mut begun = false;
    for sitemap in &report.sitemaps {
        for finding in &sitemap.findings {
            if !begun {
                text.push('\n');
                begun = true;
            }
            let place = match (finding.line, finding.column) {
                (Some(line), Some(column)) => format!(":{line}:{column}"),
                _ => String::new(),
            };
            let _ = writeln!(
                text,
                "- **{}** `{}` {}{place}: {}",
                finding.severity,
                finding.rule,
                inline(finding.document(&sitemap.url)),
                inline(&finding.message),
            );
        }
        if sitemap.findings_hidden > 0 {
            let _ = writeln!(text, "- {} more are not listed", sitemap.findings_hidden);
        }
    }
}

/// Arbitrary text, escaped: on one line, without markup or table cells.
fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\r' | '\n' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '#' | '!' | '@' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_no_markup() {
        assert_eq!(
            inline("a|b\n<img src=x> [x](y) `z` @user"),
            "a\\|b &lt;img src=x> \\[x\\](y) \\`z\\` \\@user"
        );
    }
}
