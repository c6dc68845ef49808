//! Tests of the rules' examples and of levels.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::rules::{Level, Levels, RULES, find};
use sitemap_validator::{Options, Report, Severity, validate};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn options() -> Options {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = Some("https://www.example.com/sitemap.xml".parse().unwrap());
    options
}

/// Returns the document that an example represents.
fn document(example: &str) -> String {
    if example.starts_with("<url>") || example.starts_with("<url ") {
        format!("<urlset xmlns=\"{NAMESPACE}\">\n{example}\n</urlset>")
    } else {
        example.to_owned()
    }
}

/// The violated rules, without the one that a single dropped entry always violates.
fn ids_beside_dropped(report: &Report) -> Vec<&'static str> {
    let mut ids = ids(report);
    ids.retain(|id| *id != "entries-dropped");
    ids
}

/// Returns the options for an example of this rule.
fn options_for(rule: &str) -> Options {
    let mut options = options();
    if rule.starts_with("robots-") {
        options.location = Some("https://www.example.com/robots.txt".parse().unwrap());
    }
    if rule == "loc-hosts-differ" {
        options.location = None;
    }
    if rule == "loc-outside-scope" {
        options.location = Some("https://www.example.com/shop/sitemap.xml".parse().unwrap());
    }
    options
}

fn ids(report: &Report) -> Vec<&'static str> {
    report
        .counts
        .iter()
        .map(|counted| counted.rule.id)
        .collect()
}

#[test]
fn a_bad_example_violates_its_rule_alone_and_a_good_one_none() {
    for rule in RULES {
        let example = rule.example;
        assert_ne!(example.bad, example.good, "{}", rule.id);
        if example.bad.starts_with("$ ") {
            continue;
        }
        let bad = validate(document(example.bad).as_bytes(), &options_for(rule.id)).unwrap();
        if rule.id == "entries-dropped" {
            assert!(ids(&bad).contains(&rule.id), "{:#?}", bad.findings);
        } else {
            assert_eq!(ids_beside_dropped(&bad), [rule.id], "{:#?}", bad.findings);
        }
        let good = validate(document(example.good).as_bytes(), &options_for(rule.id)).unwrap();
        assert_eq!(ids(&good), [""; 0], "{}: {:#?}", rule.id, good.findings);
    }
}

fn with_level(id: &str, level: Level) -> Report {
    let mut options = options();
    let mut levels = Levels::default();
    levels.set(find(id).unwrap(), level);
    options.levels = levels;
    let text = document(find(id).unwrap().example.bad);
    validate(text.as_bytes(), &options).unwrap()
}

#[test]
fn levels_change_the_severity() {
    let allowed = with_level("loc-duplicate", Level::Allow);
    assert_eq!((allowed.worst(), allowed.findings.len()), (None, 0));
    assert_eq!(allowed.urls, 2);

    let denied = with_level("loc-duplicate", Level::Deny);
    assert_eq!(denied.worst(), Some(Severity::Error));
    assert_eq!(denied.count(Severity::Error), 1);
    assert_eq!(denied.findings[0].severity, Severity::Error);

    let warned = with_level("loc-not-absolute", Level::Warn);
    assert_eq!(warned.worst(), Some(Severity::Warning));
    assert_eq!(warned.count(Severity::Error), 0);
    assert_eq!(warned.findings[0].severity, Severity::Warning);
}

#[test]
fn an_ignored_violation_still_stops_parsing() {
    let report = with_level("html-not-sitemap", Level::Allow);
    assert_eq!(report.worst(), None);
    assert!(!report.complete);
    assert_eq!(report.kind, None);
}
