//! Writes SARIF 2.1.0, which code-scanning services read
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>).
//!
//! Findings are results of the violated rules; failures are notifications of the run, which then
//! was not successful.

use std::collections::BTreeSet;

use serde::Serialize;
use sitemap_validator::Severity;
use sitemap_validator::rules;

use super::Rendered;
use crate::model::{ExitCode, FailureReport, FindingReport, RunReport, SitemapReport};

/// URL of the schema, from the standard.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

/// A rule that was violated.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    exit_code: u8,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text }
    }
}

pub(super) fn render(report: &RunReport) -> Rendered {
    let found: BTreeSet<&'static str> = findings(report).map(|(_, one)| one.rule).collect();
    let ids: Vec<&'static str> = found.into_iter().collect();
    let results = findings(report)
        .map(|(sitemap, finding)| result(sitemap, finding, &ids))
        .collect();
    let notifications: Vec<Notification> = report.failures().map(notification).collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: "https://www.sitemaps.org/protocol.html",
                    rules: ids.iter().copied().map(descriptor).collect(),
                },
            },
            invocations: [Invocation {
                // An invalid sitemap is a successful execution of the tool.
                execution_successful: notifications.is_empty()
                    && matches!(report.exit_code, ExitCode::Ok | ExitCode::SitemapInvalid),
                exit_code: report.exit_code.code(),
                tool_execution_notifications: notifications,
            }],
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    let mut stdout = serde_json::to_string_pretty(&log)
        .unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
    stdout.push('\n');
    Rendered {
        stdout,
        stderr: String::new(),
    }
}

fn findings(report: &RunReport) -> impl Iterator<Item = (&SitemapReport, &FindingReport)> {
    report.sitemaps.iter().flat_map(|sitemap| {
        let findings = sitemap.findings.iter();
        findings.map(move |finding| (sitemap, finding))
    })
}

fn result(sitemap: &SitemapReport, finding: &FindingReport, ids: &[&str]) -> SarifResult {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message = format!("{message}\n{help}");
    }
    let region = finding.line.map(|start_line| Region {
        start_line,
        start_column: finding.column,
    });
    SarifResult {
        rule_id: finding.rule,
        rule_index: ids.partition_point(|id| *id < finding.rule),
        level: level(finding.severity),
        message: message.into(),
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: address(sitemap, finding),
                },
                region,
            },
        }],
    }
}

/// Location of a finding as a URI reference; SARIF requires encoded paths.
fn address(sitemap: &SitemapReport, finding: &FindingReport) -> String {
    let Some(file) = sitemap.file_of(finding) else {
        let document = finding.document(&sitemap.url);
        return if document.starts_with('<') {
            "stdin".to_owned()
        } else {
            document.to_owned()
        };
    };
    let path = file.to_string_lossy().replace('\\', "/");
    let mut base = url::Url::parse("file:///").ok();
    if let Some(base) = &mut base {
        base.set_path(&path);
        let absolute = base.path();
        let relative = absolute.trim_start_matches('/');
        return if path.starts_with('/') {
            format!("file://{absolute}")
        } else {
            relative.to_owned()
        };
    }
    path
}

fn descriptor(id: &'static str) -> Descriptor {
    let rule = rules::find(id);
    Descriptor {
        id,
        short_description: rule.map(|rule| rule.summary.to_owned().into()),
        full_description: rule.map(|rule| rule.reason.to_owned().into()),
        help: rule.map(|rule| rule.remedy.to_owned().into()),
        help_uri: rule.map(|rule| rule.source),
    }
}

fn notification(failure: &FailureReport) -> Notification {
    let mut text = failure.message.clone();
    for cause in &failure.causes {
        text.push_str("\ncause: ");
        text.push_str(cause);
    }
    if let Some(remedy) = &failure.remedy {
        text.push_str("\nhelp: ");
        text.push_str(&remedy.to_string());
    }
    Notification {
        level: "error",
        message: text.into(),
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        // SARIF has no higher level.
        Severity::Fatal | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    #[test]
    fn places_are_uri_references() {
        let finding =
            FindingReport::about_the_whole("loc-empty", Severity::Error, "an address".to_owned());
        let of = |source| address(&SitemapReport::new(&source), &finding);
        assert_eq!(
            of(Source::File("public/a b.xml".into())),
            "public/a%20b.xml"
        );
        assert_eq!(of(Source::File("/srv/s.xml".into())), "file:///srv/s.xml");
        assert_eq!(of(Source::Stdin), "stdin");
        let url = url::Url::parse("https://example.com/s.xml").unwrap();
        assert_eq!(of(Source::Url(url)), "https://example.com/s.xml");
    }
}
