//! Different spellings of the same URL.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::{Options, validate};

const XMLNS: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:x=\"http://www.w3.org/1999/xhtml\"";

/// True if a sitemap at `location` that lists `entry` violates `rule`.
fn violates(rule: &str, location: &str, entry: &str) -> bool {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = Some(location.parse().unwrap());
    let document = format!("<urlset {XMLNS}><url>{entry}</url></urlset>");
    let report = validate(document.as_bytes(), &options).unwrap();
    report.counts.iter().any(|counted| counted.rule.id == rule)
}

#[test]
fn a_folder_is_recognised_in_any_encoding() {
    let outside = |path: &str| {
        let entry = format!("<loc>https://a.test{path}</loc>");
        violates(
            "loc-outside-scope",
            "https://a.test/süd/sitemap.xml",
            &entry,
        )
    };
    for inside in ["/süd/a", "/s%C3%BCd/a", "/s%c3%bcd/a", "/x/../süd/a"] {
        assert!(!outside(inside), "{inside}");
    }
    for elsewhere in [
        "/a",
        "/süd",
        "/süd/../a",
        "/s%C3%BCd/%2e%2E/a",
        "?x=/süd/",
        "",
    ] {
        assert!(outside(elsewhere), "{elsewhere}");
    }
}

#[test]
fn a_page_recognises_itself_in_any_spelling() {
    let lacks_itself = |loc: &str, href: &str| {
        let link = format!("<x:link rel=\"alternate\" hreflang=\"en\" href=\"{href}\"/>");
        let entry = format!("<loc>{loc}</loc>{link}");
        violates(
            "hreflang-missing-self",
            "https://a.test/sitemap.xml",
            &entry,
        )
    };
    for (loc, href) in [
        ("https://a.test", "https://a.test/"),
        ("https://a.test/süd", "https://a.test/s%C3%BCd"),
        ("https://a.test/a", "https://A.test:443/a"),
    ] {
        assert!(!lacks_itself(loc, href), "{loc} {href}");
    }
    assert!(lacks_itself("https://a.test/a", "https://a.test/A"));
}
