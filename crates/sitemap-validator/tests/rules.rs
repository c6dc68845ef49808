//! Consistency of the rules with their fixtures and documentation.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sitemap_validator::rules::{RULES, rules_markdown};
use sitemap_validator::{Options, Report, validate};

/// Rules whose fixture would be too large; `limits.rs` generates it.
const GENERATED: &[&str] = &[
    "file-too-large",
    "robots-too-large",
    "too-many-urls",
    "too-many-sitemaps",
    "token-too-long",
    "image-too-many",
    "news-too-many",
    "hreflang-too-many",
    // Needs a header, which `wild.rs` declares.
    "gzip-declared-wrongly",
    // Violated together with other rules; `severities.rs` has its cases.
    "entries-dropped",
];

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

fn check(path: &Path) -> Report {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = Some("https://www.example.com/sitemap.xml".parse().unwrap());
    if file_name(path).starts_with("loc-outside-scope") {
        options.location = Some("https://www.example.com/shop/sitemap.xml".parse().unwrap());
    }
    if file_name(path).starts_with("loc-hosts-differ") {
        options.location = None;
    }
    options.name = Some(file_name(path).to_owned());
    if file_name(path).starts_with("robots") {
        options.location = Some("https://www.example.com/robots.txt".parse().unwrap());
    }
    validate(fs::File::open(path).unwrap(), &options).unwrap()
}

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let named: BTreeSet<String> = fixtures("bad")
        .iter()
        .map(|path| file_name(path).split_once('.').unwrap().0.to_owned())
        .chain(GENERATED.iter().map(|id| (*id).to_owned()))
        .collect();
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(named, rules);
}

#[test]
fn a_bad_fixture_violates_its_rule_alone_at_the_expected_place() {
    let mut seen = String::new();
    for path in fixtures("bad") {
        let report = check(&path);
        let id = file_name(&path).split_once('.').unwrap().0;
        let violated: Vec<_> = report
            .counts
            .iter()
            .map(|counted| (counted.rule.id, counted.count))
            // A fixture with a single entry that is dropped violates this as well.
            .filter(|(id, _)| *id != "entries-dropped")
            .collect();
        assert_eq!(
            violated,
            [(id, 1)],
            "{}: {:#?}",
            path.display(),
            report.findings
        );
        let mut findings = report.findings.iter();
        let finding = findings.find(|finding| finding.rule.id == id).unwrap();
        let place = finding.location.map_or_else(
            || "file".to_owned(),
            |at| format!("{}:{}", at.line, at.column),
        );
        writeln!(seen, "{id} {place} {}", finding.message).unwrap();
        if let Some(excerpt) = &finding.excerpt {
            let (before, marked) = (
                excerpt.text[..excerpt.highlight.start].chars().count(),
                excerpt.text[excerpt.highlight.clone()]
                    .chars()
                    .count()
                    .max(1),
            );
            let shown: String = excerpt.text.chars().take(100).collect();
            let carets = "^".repeat(marked.min(100usize.saturating_sub(before)));
            writeln!(seen, "  | {shown}\n  | {}{carets}", " ".repeat(before)).unwrap();
        }
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn a_good_fixture_violates_nothing() {
    for path in fixtures("good") {
        let report = check(&path);
        assert_eq!(report.findings, [], "{}", path.display());
        assert!(report.complete, "{}", path.display());
        assert!(report.urls + report.sitemaps > 0, "{}", path.display());
    }
}

#[test]
fn descriptions_of_rules_are_consistent() {
    for rule in RULES {
        assert!(rule.source.starts_with("https://"), "{}", rule.id);
        for text in [rule.summary, rule.reason, rule.remedy] {
            assert!(
                text.ends_with('.')
                    && text.starts_with(|first: char| first.is_uppercase() || first == '`'),
                "{}: {text}",
                rule.id
            );
        }
    }
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let expected = rules_markdown();
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch for writing the file anew"
    )]
    if std::env::var("UPDATE_DOCS").is_ok() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "docs/rules.md is outdated: run the tests with UPDATE_DOCS=1"
    );
    for rule in RULES {
        assert!(
            found.contains(&format!("\n## {}\n", rule.id)),
            "{}",
            rule.id
        );
    }
}
