//! Values that are well-formed but implausible: zero dates, URLs that were escaped twice, and
//! invisible characters.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use sitemap_validator::{Options, Report, validate};

fn check(name: &str, text: &str) -> Report {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.name = Some(name.to_owned());
    validate(text.as_bytes(), &options).unwrap()
}

fn with_entry(content: &str) -> Report {
    let root = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
    check(
        "sitemap.xml",
        &format!("{root}<url>{content}</url></urlset>"),
    )
}

#[test]
fn a_zero_date_is_implausible() {
    for (date, expected) in [
        ("0001-01-01T00:00:00Z", 1),
        ("1900-01-01", 1),
        ("1970-01-01T00:00:00+00:00", 1),
        ("1996-05-01", 0),
    ] {
        let report = with_entry(&format!(
            "<loc>https://e.test/</loc><lastmod>{date}</lastmod>"
        ));
        assert_eq!(report.count_of("lastmod-implausible"), expected, "{date}");
    }
}

#[test]
fn a_url_that_was_escaped_twice_or_has_invisible_characters_is_reported() {
    for (url, expected) in [
        ("https://e.test/?a=1&amp;b=2", 0),
        ("https://e.test/?a=1&amp;amp;b=2", 1),
        ("https://e.test/?a=1&amp;#038;b=2", 1),
        ("https://e.test/a\u{200b}b", 1),
        ("https://e.test/\u{fc}", 0),
    ] {
        let report = with_entry(&format!("<loc>{url}</loc>"));
        assert_eq!(report.count_of("loc-not-encoded"), expected, "{url}");
    }
    let report = check("sitemap.txt", "https://e.test/?a=1&amp;b=2\n");
    assert_eq!(report.count_of("loc-not-encoded"), 1);
}
