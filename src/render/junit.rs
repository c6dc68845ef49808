//! Writes JUnit XML, which CI systems show as tests.
//!
//! There is no standard; quick-junit writes the form that Jenkins and GitLab read
//! (<https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>).
//! Each sitemap is a suite. Its cases are the sitemap as a whole and each violated rule; a case
//! fails only if the run fails because of it, so that CI agrees with the exit code.

use std::fmt::Write as _;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use sitemap_validator::Severity;

use super::Rendered;
use crate::model::quantity::count;
use crate::model::{
    ExitCode, FailureReport, FindingReport, RunReport, SitemapOutcome, SitemapReport,
};

pub(super) fn render(report: &RunReport) -> Rendered {
    let mut junit = Report::new("sitemap-submit");
    junit.add_test_suites(report.sitemaps.iter().map(suite));
    if let Some(failure) = &report.failure {
        let mut suite = TestSuite::new("sitemap-submit");
        suite.add_test_case(case("run", &suite, errored(failure)));
        junit.add_test_suite(suite);
    }
    Rendered {
        // Writing to memory does not fail.
        stdout: junit.to_string().unwrap_or_default(),
        stderr: String::new(),
    }
}

fn case(name: &str, suite: &TestSuite, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(suite.name.clone());
    case
}

fn suite(sitemap: &SitemapReport) -> TestSuite {
    let mut suite = TestSuite::new(&sitemap.url);
    suite.add_test_case(case("sitemap", &suite, whole(sitemap)));
    let mut rules: Vec<&'static str> = Vec::new();
    for finding in &sitemap.findings {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    let is_invalid = sitemap.outcome == SitemapOutcome::Invalid;
    // If only warnings make the sitemap invalid, report them as failures.
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
        suite.add_test_case(of_rule(&suite, &sitemap.url, rule, &found, fails));
    }
    suite
}

fn whole(sitemap: &SitemapReport) -> TestCaseStatus {
    if let Some(failure) = sitemap.failures().next() {
        return errored(failure);
    }
    if sitemap.exit_code == ExitCode::Ok {
        return TestCaseStatus::success();
    }
    let hidden = sitemap.findings_hidden;
    let message = format!(
        "{}, {}",
        count(sitemap.errors(), "error"),
        count(sitemap.warnings(), "warning")
    );
    let text = format!("{message}; {hidden} are not listed");
    non_success(
        NonSuccessKind::Failure,
        sitemap.exit_code.name(),
        &message,
        &text,
    )
}

fn errored(failure: &FailureReport) -> TestCaseStatus {
    let mut text = failure.message.clone();
    for cause in &failure.causes {
        let _ = write!(text, "\ncause: {cause}");
    }
    if let Some(remedy) = &failure.remedy {
        let _ = write!(text, "\nhelp: {remedy}");
    }
    non_success(
        NonSuccessKind::Error,
        failure.exit_code.name(),
        &failure.message,
        &text,
    )
}

fn non_success(kind: NonSuccessKind, code: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(code);
    status.set_message(message);
    status.set_description(text);
    status
}

fn of_rule(
    suite: &TestSuite,
    url: &str,
    rule: &'static str,
    found: &[&FindingReport],
    fails: bool,
) -> TestCase {
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
            finding.document(url),
            finding.message
        );
        if let Some(help) = &finding.help {
            let _ = writeln!(text, "help: {help}");
        }
    }
    if fails {
        let message = found.first().map_or("", |one| one.message.as_str());
        return case(
            rule,
            suite,
            non_success(NonSuccessKind::Failure, rule, message, &text),
        );
    }
    let mut remarked = case(rule, suite, TestCaseStatus::success());
    remarked.set_system_out(text);
    remarked
}
