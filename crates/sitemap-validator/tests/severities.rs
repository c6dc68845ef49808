//! Holds that a severity is the effect on an engine: what blocks a submission and what does not.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::rules::{Level, RULES, SITE_RULES, find};
use sitemap_validator::{Options, Report, Severity, validate};

fn options() -> Options {
    Options::new("2026-06-01T00:00:00Z".parse().unwrap())
}

fn urlset(entries: &str) -> String {
    format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}\n</urlset>")
}

fn check(text: &str) -> Report {
    validate(text.as_bytes(), &options()).unwrap()
}

fn good(count: usize) -> String {
    let entry = |index| format!("<url><loc>https://www.example.com/{index}</loc></url>\n");
    (0..count).map(entry).collect()
}

#[test]
fn more_than_half_of_the_entries_dropped_is_fatal() {
    let relative = "<url><loc>/a</loc></url>\n<url><loc>/b</loc></url>\n";
    for (entries, expected) in [
        (relative.to_owned(), 1),
        (format!("{relative}{}", good(1)), 1),
        // Half is not more than half.
        (format!("{relative}{}", good(2)), 0),
        (format!("{}{relative}", good(2)), 0),
        // One entry with two errors is one entry.
        (format!("<url></url>\n<url><loc/></url>{}", good(3)), 0),
        (
            // An ignored value drops no entry.
            "<url><loc>https://www.example.com/</loc><lastmod>never</lastmod></url>".to_owned(),
            0,
        ),
    ] {
        let report = check(&urlset(&entries));
        assert_eq!(report.count_of("entries-dropped"), expected, "{entries}");
        let worst = report.worst().unwrap();
        assert_eq!(worst == Severity::Fatal, expected == 1, "{entries}");
    }
    let text = check("https://www.example.com/\nabout\ncontact\n");
    assert_eq!(text.count_of("entries-dropped"), 1);
    let finding = &text.findings[0];
    assert_eq!(
        finding.message,
        "2 of 3 entries have an error for which engines drop it"
    );
    let index = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <sitemap><loc>/a.xml</loc></sitemap></sitemapindex>";
    assert_eq!(check(index).count_of("entries-dropped"), 1);
}

#[test]
fn a_level_changes_what_counts_as_dropped() {
    let rule = find("loc-not-absolute").unwrap();
    let text = urlset("<url><loc>/a</loc></url>");
    for level in [Level::Allow, Level::Warn] {
        let mut options = options();
        options.levels.set(rule, level);
        let report = validate(text.as_bytes(), &options).unwrap();
        assert_eq!(report.count_of("entries-dropped"), 0);
    }
    // Raising a rule to an error does not make engines drop the entry.
    let mut options = options();
    options
        .levels
        .set(find("loc-fragment").unwrap(), Level::Deny);
    let text = urlset("<url><loc>https://www.example.com/#a</loc></url>");
    let report = validate(text.as_bytes(), &options).unwrap();
    assert_eq!(report.worst(), Some(Severity::Error));
    assert_eq!(report.count_of("entries-dropped"), 0);
}

#[test]
fn denying_a_fatal_rule_does_not_weaken_it() {
    let rule = find("file-empty").unwrap();
    let mut options = options();
    options.levels.set(rule, Level::Deny);
    assert!(options.levels.denies(rule));
    let report = validate(&b""[..], &options).unwrap();
    assert_eq!(report.worst(), Some(Severity::Fatal));
}

/// Every fatal rule, each with a source by which engines refuse the file.
#[test]
fn fatal_rules_are_listed() {
    let rules = RULES.iter().chain(SITE_RULES);
    let fatal: Vec<&str> = rules
        .filter(|rule| rule.severity == Severity::Fatal)
        .map(|rule| rule.id)
        .collect();
    assert_eq!(
        fatal,
        [
            "file-empty",
            "file-too-large",
            "too-many-urls",
            "too-many-sitemaps",
            "gzip-corrupt",
            "gzip-truncated",
            "gzip-nested",
            "compression-unsupported",
            "encoding-not-utf8",
            "not-a-sitemap",
            "html-not-sitemap",
            "content-before-xml",
            "xml-malformed",
            "xml-truncated",
            "xml-invalid-char",
            "root-unknown",
            "namespace-missing",
            "namespace-wrong",
            "entries-dropped",
            "robots-blocks-sitemap",
        ]
    );
}

/// A bad value of an extension, a date or a language loses the value, not the page.
#[test]
fn values_that_engines_ignore_are_warnings() {
    for rule in RULES.iter().chain(SITE_RULES) {
        let is_value = [
            "image-",
            "video-",
            "news-",
            "hreflang-",
            "lastmod-",
            "page-",
        ]
        .iter()
        .any(|start| rule.id.starts_with(start));
        assert!(
            !is_value || rule.severity <= Severity::Warning,
            "{}",
            rule.id
        );
    }
}

#[test]
fn a_declared_encoding_is_a_warning_and_an_unreadable_one_fatal() {
    let text = urlset(&good(1));
    for (label, expected) in [
        ("ISO-8859-1", Severity::Warning),
        ("windows-1252", Severity::Warning),
        ("ISO-8859-15", Severity::Warning),
        ("klingon", Severity::Fatal),
        ("UTF-16", Severity::Fatal),
    ] {
        let report = check(&format!(
            "<?xml version=\"1.0\" encoding=\"{label}\"?>\n{text}"
        ));
        assert_eq!(report.worst(), Some(expected), "{label}");
        assert_eq!(report.findings.len(), 1);
    }
    let invalid = text.replace("com/0", "com/\u{e9}");
    let latin: Vec<u8> = invalid.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let report = validate(&latin[..], &options()).unwrap();
    assert_eq!(report.count_of("encoding-not-utf8"), 1);
    assert_eq!(report.worst(), Some(Severity::Fatal));
}
