//! `submit`: what is confirmed, what is refused, and in which words.

use search_console_emulator::{
    Emulator, Fault, FaultRule, KeyFormat, Moment, Permission, Property,
};
use serde_json::Value;

use crate::run::{config_of, google_of, run};
use crate::site::{Page, Site};

fn submissions(emulator: &Emulator) -> usize {
    let ledger = emulator.ledger();
    ledger.iter().filter(|entry| entry.is_submission()).count()
}

fn engine(report: &Value) -> &Value {
    &report["sitemaps"][0]["engines"][0]
}

#[test]
fn a_good_sitemap_is_confirmed_in_one_line() {
    let site = Site::start();
    let google = google_of(&site);
    site.put_sitemap("/sitemap.xml", 3);
    let url = site.url("/sitemap.xml");

    let done = run(["submit", &url]).with(&google).done();

    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done:?}");
    assert_eq!(done.stdout.lines().count(), 1, "{done:?}");
    assert!(
        done.stdout
            .starts_with(&format!("confirmed {url} (3 URLs, ")),
        "{done:?}"
    );
    assert!(google.sitemap(&site.root(), &url).is_some());
    let agent = site.requests()[0].headers["user-agent"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(agent.starts_with("sitemap-submit/"), "{agent}");
}

#[test]
fn the_json_report_tells_what_google_recorded() {
    let site = Site::start();
    let google = google_of(&site);
    site.put_sitemap("/sitemap.xml", 3);

    let (done, report) = run(["submit", &site.url("/sitemap.xml"), "--wait", "30s"])
        .with(&google)
        .json();

    assert_eq!(done.stderr, "");
    assert_eq!(report["outcome"], "confirmed");
    let sitemap = &report["sitemaps"][0];
    assert_eq!(
        (&sitemap["kind"], &sitemap["urls"]),
        (&"urlset".into(), &3.into())
    );
    let engine = engine(&report);
    assert_eq!(engine["property"], site.root());
    assert_eq!(engine["attempts"], 1);
    assert_eq!(engine["errors"], 0);
    let recorded = google
        .sitemap(&site.root(), &site.url("/sitemap.xml"))
        .unwrap();
    let told: jiff::Timestamp = engine["last_submitted"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        Some(told),
        recorded.last_submitted.round(jiff::Unit::Millisecond).ok()
    );
    assert!(
        engine["last_downloaded"].is_string(),
        "waited for it: {engine}"
    );
}
