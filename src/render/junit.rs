//! Writes JUnit XML, which CI systems show as tests.
//!
//! There is no standard; this is the form that Jenkins reads
//! (<https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>).
//! A sitemap is a suite. Its cases are the sitemap as a whole, and each rule that was violated; a
//! case fails where the run fails for it, so that CI agrees with the exit code.

use std::fmt::Write as _;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use sitemap_validator::Severity;

use super::Rendered;
use crate::model::{
    ExitCode, FailureReport, FindingReport, RunReport, SitemapOutcome, SitemapReport,
};

/// One case of a suite.
struct Case<'a> {
    name: &'a str,
    verdict: Verdict,
}

enum Verdict {
    Passed,
    /// Remarks on a case that passed.
    Remarked(String),
    Failed {
        kind: &'static str,
        message: String,
        text: String,
    },
    Errored {
        kind: &'static str,
        message: String,
        text: String,
    },
}

struct Suite<'a> {
    name: &'a str,
    cases: Vec<Case<'a>>,
}

impl Suite<'_> {
    fn count(&self, wanted: fn(&Verdict) -> bool) -> usize {
        self.cases
            .iter()
            .filter(|case| wanted(&case.verdict))
            .count()
    }

    fn failures(&self) -> usize {
        self.count(|verdict| matches!(verdict, Verdict::Failed { .. }))
    }

    fn errors(&self) -> usize {
        self.count(|verdict| matches!(verdict, Verdict::Errored { .. }))
    }
}

pub(super) fn render(report: &RunReport) -> Rendered {
    let mut suites: Vec<Suite<'_>> = report.sitemaps.iter().map(suite).collect();
    if let Some(failure) = &report.failure {
        suites.push(Suite {
            name: "sitemap-submit",
            cases: vec![Case {
                name: "run",
                verdict: errored(failure),
            }],
        });
    }
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let stdout = match write(&mut writer, &suites) {
        Ok(()) => String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n",
        // Memory takes what it is given.
        Err(_) => String::new(),
    };
    Rendered {
        stdout,
        stderr: String::new(),
    }
}

fn suite(sitemap: &SitemapReport) -> Suite<'_> {
    let mut cases = vec![Case {
        name: "sitemap",
        verdict: whole(sitemap),
    }];
    let mut rules: Vec<&'static str> = Vec::new();
    for finding in &sitemap.findings {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    let is_invalid = sitemap.outcome == SitemapOutcome::Invalid;
    // Where nothing but warnings makes it invalid, they are what fails.
    let least = if is_invalid && sitemap.errors() == 0 {
        Severity::Warning
    } else {
        Severity::Error
    };
    for rule in rules {
        let found: Vec<&FindingReport> = sitemap
            .findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .collect();
        let fails = is_invalid && found.iter().any(|finding| finding.severity >= least);
        cases.push(Case {
            name: rule,
            verdict: of_rule(sitemap, rule, &found, fails),
        });
    }
    Suite {
        name: &sitemap.url,
        cases,
    }
}

fn whole(sitemap: &SitemapReport) -> Verdict {
    if let Some(failure) = sitemap.failures().next() {
        return errored(failure);
    }
    if sitemap.exit_code == ExitCode::Ok {
        return Verdict::Passed;
    }
    let hidden = sitemap.findings_hidden;
    let message = format!(
        "{} errors, {} warnings",
        sitemap.errors(),
        sitemap.warnings()
    );
    Verdict::Failed {
        kind: sitemap.exit_code.name(),
        text: format!("{message}; {hidden} are not listed"),
        message,
    }
}

fn errored(failure: &FailureReport) -> Verdict {
    let mut text = failure.message.clone();
    for cause in &failure.causes {
        let _ = write!(text, "\ncause: {cause}");
    }
    if let Some(remedy) = &failure.remedy {
        let _ = write!(text, "\nhelp: {remedy}");
    }
    Verdict::Errored {
        kind: failure.exit_code.name(),
        message: failure.message.clone(),
        text,
    }
}

fn of_rule(
    sitemap: &SitemapReport,
    rule: &'static str,
    found: &[&FindingReport],
    fails: bool,
) -> Verdict {
    let mut text = String::new();
    for finding in found {
        let place = match (finding.line, finding.column) {
            (Some(line), Some(column)) => format!(":{line}:{column}"),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "{}: {}{place}: {}",
            finding.severity,
            finding.document(&sitemap.url),
            finding.message
        );
        if let Some(help) = &finding.help {
            let _ = writeln!(text, "help: {help}");
        }
    }
    if fails {
        Verdict::Failed {
            kind: rule,
            message: found
                .first()
                .map_or_else(String::new, |one| one.message.clone()),
            text,
        }
    } else {
        Verdict::Remarked(text)
    }
}

fn write(writer: &mut Writer<Vec<u8>>, suites: &[Suite<'_>]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let start = counted(
        "testsuites",
        "sitemap-submit",
        suites.iter().map(|suite| suite.cases.len()).sum(),
        suites.iter().map(Suite::failures).sum(),
        suites.iter().map(Suite::errors).sum(),
    );
    writer.write_event(Event::Start(start))?;
    for suite in suites {
        let name = clean(suite.name);
        let start = counted(
            "testsuite",
            &name,
            suite.cases.len(),
            suite.failures(),
            suite.errors(),
        );
        writer.write_event(Event::Start(start))?;
        for case in &suite.cases {
            write_case(writer, &name, case)?;
        }
        writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn counted(
    element: &'static str,
    name: &str,
    tests: usize,
    failures: usize,
    errors: usize,
) -> BytesStart<'static> {
    let mut start = BytesStart::new(element);
    start.push_attribute(("name", name));
    start.push_attribute(("tests", tests.to_string().as_str()));
    start.push_attribute(("failures", failures.to_string().as_str()));
    start.push_attribute(("errors", errors.to_string().as_str()));
    start
}

fn write_case(writer: &mut Writer<Vec<u8>>, suite: &str, case: &Case<'_>) -> io::Result<()> {
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("name", case.name));
    start.push_attribute(("classname", suite));
    let (element, kind, message, text) = match &case.verdict {
        Verdict::Passed => return writer.write_event(Event::Empty(start)),
        Verdict::Remarked(text) => ("system-out", None, None, text),
        Verdict::Failed {
            kind,
            message,
            text,
        } => ("failure", Some(*kind), Some(message), text),
        Verdict::Errored {
            kind,
            message,
            text,
        } => ("error", Some(*kind), Some(message), text),
    };
    writer.write_event(Event::Start(start))?;
    let mut inner = BytesStart::new(element);
    if let Some(kind) = kind {
        inner.push_attribute(("type", kind));
    }
    if let Some(message) = message {
        inner.push_attribute(("message", clean(message).as_str()));
    }
    writer.write_event(Event::Start(inner))?;
    writer.write_event(Event::Text(BytesText::new(&clean(text))))?;
    writer.write_event(Event::End(BytesEnd::new(element)))?;
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

/// Without the characters that XML cannot hold, not even escaped
/// (<https://www.w3.org/TR/xml/#charsets>).
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' => character,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_breaks_the_xml() {
        assert_eq!(clean("a\0b\u{1b}[c\n\u{ffff}"), "a�b�[c\n�");
    }
}
