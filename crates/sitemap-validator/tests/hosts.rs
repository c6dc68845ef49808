//! A wrong host is reported once, regardless of the number of URLs.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use std::fmt::Write as _;

use sitemap_validator::{Finding, Options, Report, validate};

fn options(location: Option<&str>) -> Options {
    let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
    options.location = location.map(|url| url.parse().unwrap());
    options
}

fn urlset<'a>(urls: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
    for url in urls {
        writeln!(text, "<url><loc>{url}</loc></url>").unwrap();
    }
    text + "</urlset>\n"
}

fn check(urls: &[&str], options: &Options) -> Report {
    let text = urlset(urls.iter().copied());
    validate(text.as_bytes(), options).unwrap()
}

/// Rule, line and message of each finding about hosts.
fn hosts(report: &Report) -> Vec<(&str, u64, &str)> {
    let about_hosts = |finding: &&Finding| finding.rule.id != "entries-dropped";
    let findings = report.findings.iter().filter(about_hosts);
    findings
        .map(|finding| {
            let line = finding.location.unwrap().line;
            (finding.rule.id, line, finding.message.as_str())
        })
        .collect()
}

const SITEMAP: &str = "https://www.example.com/sitemap.xml";

#[test]
fn a_wrong_base_url_is_one_finding() {
    let urls: Vec<String> = (0..132)
        .map(|index| format!("https://example.org/{index}"))
        .collect();
    let text = urlset(urls.iter().map(String::as_str));
    let report = validate(text.as_bytes(), &options(Some(SITEMAP))).unwrap();
    assert_eq!(
        hosts(&report),
        [(
            "loc-host-mismatch",
            2,
            "all 132 URLs are on `example.org`, but the sitemap is on `www.example.com`"
        )]
    );
    assert_eq!(report.hidden(), 0);
    assert_eq!(report.count_of("entries-dropped"), 1);
    let foreign: Vec<&str> = report.foreign.iter().map(url::Url::as_str).collect();
    assert_eq!(foreign, ["https://example.org/"]);
}

#[test]
fn each_host_is_one_finding_with_its_first_url() {
    let urls = [
        "https://www.example.com/a",
        "http://www.example.com/b",
        "https://blog.example.com/c",
        "https://www.example.com/d",
        "http://www.example.com/e",
        "https://blog.example.com/",
        "http://example.com/f",
    ];
    assert_eq!(
        hosts(&check(&urls, &options(Some(SITEMAP)))),
        [
            (
                "loc-scheme-mismatch",
                3,
                "2 of 7 URLs are http, but the sitemap is https"
            ),
            (
                "loc-host-mismatch",
                4,
                "2 of 7 URLs are on `blog.example.com`, but the sitemap is on `www.example.com`"
            ),
            (
                "loc-host-mismatch",
                8,
                "1 of 7 URLs is on `http://example.com`, but the sitemap is on `https://www.example.com`"
            ),
        ]
    );
    let mut domain = options(Some(SITEMAP));
    domain.domains = vec!["example.com".to_owned()];
    assert_eq!(hosts(&check(&urls, &domain)), []);
    // A longer name with the same suffix is another domain.
    let other = check(&["https://notexample.com/"], &domain);
    assert_eq!(hosts(&other)[0].0, "loc-host-mismatch");
}

#[test]
fn without_a_location_the_most_frequent_host_is_right() {
    for (urls, expected) in [
        (
            &[
                "http://localhost:3000/",
                "https://example.com/0",
                "https://example.com/1",
            ][..],
            &[("loc-not-public", 2)][..],
        ),
        (
            &[
                "https://example.com/0",
                "https://example.com/1",
                "https://old.example.com/2",
                "http://example.com/3",
            ],
            &[("loc-hosts-differ", 4), ("loc-hosts-differ", 5)],
        ),
        // The majority cannot be right if its host is unreachable.
        (
            &[
                "http://localhost/0",
                "http://localhost/1",
                "https://example.com/2",
            ],
            &[("loc-not-public", 2)],
        ),
        (&["https://undefined/a"], &[("loc-not-public", 2)]),
        (&["https://intranet/a"], &[("loc-not-public", 2)]),
        (&["http://[::1]:4000/"], &[("loc-not-public", 2)]),
        (
            &["https://example.comhttps://example.com/a"],
            &[("loc-base-doubled", 2)],
        ),
        (&["https://a.comhttp://b.com"], &[("loc-base-doubled", 2)]),
        (
            &[
                "https://example.com/a",
                "https://example.com/https://example.com/b",
            ],
            &[("loc-base-doubled", 3)],
        ),
        // An archive lists pages on other sites.
        (&["https://archive.example/https://example.com/b"], &[]),
        (&["https://example.com/a", "https://example.com/b"], &[]),
    ] {
        let report = check(urls, &options(None));
        let found: Vec<(&str, u64)> = hosts(&report)
            .iter()
            .map(|(rule, line, _)| (*rule, *line))
            .collect();
        assert_eq!(found, expected, "{urls:?}");
    }
}

#[test]
fn a_development_machine_may_list_its_own_pages() {
    let local = options(Some("http://127.0.0.1:8080/sitemap.xml"));
    assert_eq!(hosts(&check(&["http://127.0.0.1:8080/a"], &local)), []);
    let report = check(&["http://localhost:3000/a"], &options(Some(SITEMAP)));
    assert_eq!(
        hosts(&report),
        [(
            "loc-not-public",
            2,
            "the URL is on `http://localhost:3000`, which search engines cannot reach"
        )]
    );
    assert_eq!(report.foreign, []);
}

#[test]
fn passwords_are_not_printed() {
    let urls = [
        "https://me:secret@example.org/a",
        "https://me:secret@localhost/",
    ];
    for location in [None, Some(SITEMAP)] {
        let report = check(&urls, &options(location));
        assert!(!format!("{:?}", hosts(&report)).contains("secret"));
        assert!(!format!("{:?}", report.foreign).contains("secret"));
    }
}

#[test]
fn the_hosts_of_an_index_are_left_to_the_caller() {
    let text = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <sitemap><loc>https://cdn.example.net/a.xml</loc></sitemap></sitemapindex>";
    let mut options = options(Some(SITEMAP));
    let report = validate(text.as_bytes(), &options).unwrap();
    assert_eq!(report.count_of("loc-host-mismatch"), 1);
    options.follows_index = true;
    let report = validate(text.as_bytes(), &options).unwrap();
    assert_eq!(report.counts, []);
}
