//! Writes workflow commands, which GitHub shows as annotations
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).

use std::fmt::Write as _;

use sitemap_validator::Severity;

use super::{Rendered, human};
use crate::model::{FailureReport, FindingReport, RunReport, SitemapOutcome, SitemapReport};

/// Maximum number of annotations that GitHub shows per step; it drops the rest, so the worst come
/// first.
const MOST_ANNOTATIONS: usize = 10;

pub(super) fn render(report: &RunReport) -> Rendered {
    let failures = report.failures().map(of_failure);
    let mut findings: Vec<(&SitemapReport, &FindingReport)> = report
        .sitemaps
        .iter()
        .flat_map(|sitemap| {
            sitemap
                .findings
                .iter()
                .map(move |finding| (sitemap, finding))
        })
        .collect();
    findings.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
    let findings = findings
        .into_iter()
        .map(|(sitemap, finding)| of_finding(sitemap, finding));
    let commands: Vec<String> = failures.chain(findings).collect();

    let mut stdout = String::new();
    for command in commands.iter().take(MOST_ANNOTATIONS) {
        let _ = writeln!(stdout, "{command}");
    }
    if commands.len() > MOST_ANNOTATIONS {
        let _ = writeln!(
            stdout,
            "{} more are not annotated",
            commands.len() - MOST_ANNOTATIONS
        );
    }
    for sitemap in &report.sitemaps {
        let details = human::content(sitemap).map_or_else(String::new, |text| format!(" ({text})"));
        let _ = writeln!(
            stdout,
            "{}{} {}{details}",
            outcome(sitemap),
            human::with_errors(match sitemap.outcome {
                SitemapOutcome::Confirmed => sitemap.errors(),
                _ => 0,
            }),
            one_line(&sitemap.url)
        );
    }
    Rendered {
        stdout,
        stderr: String::new(),
    }
}

fn outcome(sitemap: &SitemapReport) -> String {
    serde_json::to_value(sitemap.outcome)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn of_failure(failure: &FailureReport) -> String {
    let mut message = failure.message.clone();
    for cause in &failure.causes {
        let _ = write!(message, "\ncause: {cause}");
    }
    if let Some(remedy) = &failure.remedy {
        let _ = write!(message, "\nhelp: {remedy}");
    }
    let title = format!("sitemap-submit: {}", failure.exit_code.name());
    format!("::error title={}::{}", property(&title), data(&message))
}

fn of_finding(sitemap: &SitemapReport, finding: &FindingReport) -> String {
    let command = match finding.severity {
        Severity::Fatal | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = vec![format!("title={}", property(finding.rule))];
    let mut message = finding.message.clone();
    match sitemap.file_of(finding) {
        Some(file) => {
            properties.insert(0, format!("file={}", property(&file.display().to_string())));
            properties.extend(finding.line.map(|line| format!("line={line}")));
            properties.extend(finding.column.map(|column| format!("col={column}")));
        }
        // Not a file of the repository, so the message contains the position.
        None => {
            let place = match (finding.line, finding.column) {
                (Some(line), Some(column)) => format!(":{line}:{column}"),
                _ => String::new(),
            };
            message = format!("{}{place}: {message}", finding.document(&sitemap.url));
        }
    }
    if let Some(help) = &finding.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    format!("::{command} {}::{}", properties.join(","), data(&message))
}

/// The value of a command, escaped so that it cannot end the command or begin another.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, escaped so that it cannot begin another property or the message.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A log line that GitHub does not interpret as a command.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ExitCode;
    use crate::model::Source;

    #[test]
    fn nothing_ends_a_command_early() {
        let failure = FailureReport {
            message: "50% of\r\n::stop-app::x".to_owned(),
            causes: Vec::new(),
            remedy: None,
            exit_code: ExitCode::Usage,
        };
        assert_eq!(
            of_failure(&failure),
            "::error title=sitemap-submit%3A usage::50%25 of%0D%0A::stop-app::x"
        );
    }

    #[test]
    fn a_file_is_annotated_at_its_place() {
        let finding = FindingReport {
            line: Some(3),
            column: Some(8),
            ..FindingReport::about_the_whole("loc-empty", Severity::Error, "an address".to_owned())
        };
        let file = SitemapReport::new(&Source::File("a,b:c.xml".into()));
        assert_eq!(
            of_finding(&file, &finding),
            "::error file=a%2Cb%3Ac.xml,title=loc-empty,line=3,col=8::an address"
        );
        let url = url::Url::parse("https://example.com/s.xml").unwrap();
        let url = SitemapReport::new(&Source::Url(url));
        assert_eq!(
            of_finding(&url, &finding),
            "::error title=loc-empty::https://example.com/s.xml:3:8: an address"
        );
    }
}
