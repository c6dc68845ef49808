//! `--wait-for-url`: waiting for a deploy.

use crate::run::{google_of, run};
use crate::site::{Page, Request, Site};

fn sitemap(site: &Site, lastmod: &str) -> Page {
    let entry = format!("</loc><lastmod>{lastmod}</lastmod>");
    let xml = site.sitemap(1).replace("</loc>", &entry);
    Page::Content("application/xml", xml.into_bytes())
}

#[test]
fn the_sitemap_of_the_previous_deploy_is_not_submitted() {
    let site = Site::start();
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");
    let (old, new) = (
        sitemap(&site, "2026-01-01"),
        sitemap(&site, "2026-01-02T10:00:00Z"),
    );
    // First missing, then the old sitemap, then the new one.
    let old = Page::Then(Box::new(old), Box::new(new));
    site.put(
        "/sitemap.xml",
        Page::Then(Box::new(Page::Status(404)), Box::new(old)),
    );

    let done = run(["submit", &url, "--wait-for-url", &url])
        .arg("--expect-lastmod-after=2026-01-02")
        .with(&google)
        .done();

    assert_eq!(done.code, 0, "{done:?}");
    // Three polls and the fetch before the submission; requests from Google are not counted.
    let requests = site.requests();
    let ours = |request: &&Request| {
        let agent = request.headers["user-agent"].as_bytes();
        agent.starts_with(b"sitemap-submit") && request.path == "/sitemap.xml"
    };
    assert_eq!(requests.iter().filter(ours).count(), 4);
}

#[test]
fn a_missing_deploy_is_reported_with_the_current_state() {
    let site = Site::start();
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");
    site.put("/sitemap.xml", sitemap(&site, "2026-01-01"));
    for (expected, cause) in [
        (
            "--expect-lastmod-after=2026-01-02",
            "its newest lastmod is 2025-12-31T10:00:00Z, before 2026-01-01T10:00:00Z",
        ),
        ("--min-urls=2", "it lists 1 URLs, fewer than the required 2"),
    ] {
        let (done, report) = run(["submit", &url, "--wait-for-url", &url])
            .arg("--wait-for-deadline=1s")
            .arg(expected)
            .with(&google)
            .json();
        assert_eq!(done.code, 11, "{done:?}");
        assert_eq!(report["error"]["causes"][0], cause);
    }
    assert_eq!(google.ledger().len(), 0);
}

#[test]
fn the_submitted_sitemap_must_be_from_the_deploy() {
    let site = Site::start();
    let google = google_of(&site);
    site.put("/sitemap.xml", sitemap(&site, "2026-01-01"));
    let submit = |moment: &str| {
        run(["submit", "--expect-lastmod-after", moment])
            .arg(site.url("/sitemap.xml"))
            .with(&google)
            .json()
    };
    let (done, report) = submit("2025-12-31T10:00:01Z");
    assert_eq!(done.code, 10, "{done:?}");
    assert_eq!(report["sitemaps"][0]["findings"][0]["rule"], "too-old");
    assert_eq!(submit("2026-01-01").0.code, 0);
}

#[test]
fn a_partial_sitemap_does_not_count_as_the_deploy() {
    let site = Site::start();
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");
    let whole = site.sitemap(10);
    let half = whole[..whole.len() / 2].to_owned();
    let page = |xml: &str| Box::new(Page::Content("application/xml", xml.into()));
    // A client that accepted the first half as the deploy would submit the second one.
    let second = Page::Then(page(&half), page(&whole));
    site.put("/sitemap.xml", Page::Then(page(&half), Box::new(second)));

    let (done, report) = run(["submit", &url, "--wait-for-url", &url])
        .with(&google)
        .json();

    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["sitemaps"][0]["urls"], 10);
}

#[test]
fn the_urls_of_a_crawled_index_are_counted() {
    let site = Site::start();
    let google = google_of(&site);
    site.put_sitemap("/one.xml", 6);
    let child = site.url("/one.xml");
    let index = format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <sitemap><loc>{child}</loc></sitemap></sitemapindex>"
    );
    site.put(
        "/index.xml",
        Page::Content("application/xml", index.into_bytes()),
    );
    let url = site.url("/index.xml");
    for (least, code) in [("5", 0), ("7", 10)] {
        let done = run(["submit", &url, "--wait-for-url", &url, "--min-urls", least])
            .arg("--wait-for-deadline=1s")
            .with(&google)
            .done();
        assert_eq!(done.code, code, "{least}: {done:?}");
    }
}
