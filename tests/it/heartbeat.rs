//! The heartbeat URL is pinged only after success and is never printed.

use search_console_emulator::Emulator;
use serde_json::Value;

use crate::run::{Done, google_of, run};
use crate::site::{Page, Site};

const PING: &str = "/ping/5ec2e7-address";

/// A site with a valid sitemap, its Search Console, and a server that answers pings.
fn start(ping: Page) -> (Site, Emulator, Site) {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    let service = Site::start();
    service.put(PING, ping);
    (site, google, service)
}

fn submit(site: &Site, google: &Emulator, service: &Site, more: &[&str]) -> (Done, Value) {
    let mut run = run(["submit", "--log", "debug"]).with(google);
    for argument in more {
        run = run.arg(argument);
    }
    let (done, report) = run
        .arg(site.url("/sitemap.xml"))
        .env("SITEMAP_SUBMIT_HEARTBEAT_URL", service.url(PING))
        .json();
    let printed = format!("{}{}", done.stdout, done.stderr);
    assert!(!printed.contains("5ec2e7"), "{printed}");
    (done, report)
}

fn taken() -> Page {
    Page::Content("text/plain", b"OK".to_vec())
}

#[test]
fn a_success_is_pinged() {
    let (site, google, service) = start(taken());
    let (done, report) = submit(&site, &google, &service, &[]);
    assert_eq!((done.code, &report["outcome"]), (0, &"confirmed".into()));
    assert_eq!(report["heartbeat"]["outcome"], "delivered");
    assert_eq!(service.requests().len(), 1);
}

#[test]
fn transient_ping_failures_are_retried() {
    let (site, google, service) = start(Page::After(vec![503, 502], Box::new(taken())));
    let (done, report) = submit(&site, &google, &service, &[]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["heartbeat"]["outcome"], "delivered");
    assert_eq!(service.requests().len(), 3);
}

#[test]
fn failures_and_dry_runs_are_not_pinged() {
    for more in [&["--min-urls", "2"][..], &["--dry-run"]] {
        let (site, google, service) = start(taken());
        let (_, report) = submit(&site, &google, &service, more);
        assert_eq!(report["heartbeat"]["outcome"], "withheld", "{more:?}");
        assert_eq!(service.requests().len(), 0, "{more:?}");
    }
}

#[test]
fn a_rejected_ping_is_a_failure() {
    let elsewhere = Page::Redirect(302, "/login".to_owned());
    let unknown = Page::Content("text/plain", b"OK (not found)".to_vec());
    for (page, cause) in [
        (Page::Status(404), "it answered 404 Not Found"),
        (elsewhere, "it answered 302 Found"),
        (unknown, "the service does not know this check"),
    ] {
        let (site, google, service) = start(page);
        let (done, report) = submit(&site, &google, &service, &[]);
        assert_eq!((done.code, &report["outcome"]), (26, &"partial".into()));
        assert_eq!(report["sitemaps"][0]["outcome"], "confirmed");
        let heartbeat = &report["heartbeat"];
        assert_eq!(heartbeat["outcome"], "failed");
        assert_eq!(
            heartbeat["error"]["message"],
            "failed to ping the heartbeat URL"
        );
        assert_eq!(heartbeat["error"]["causes"][0], cause);
        assert_eq!(service.requests().len(), 1);
    }
}

#[test]
fn an_invalid_heartbeat_url_is_reported_before_the_submission() {
    let (site, google, _service) = start(taken());
    for address in ["5ec2e7", "http://example.com/5ec2e7"] {
        let done = run(["submit", "--heartbeat-url", address])
            .arg(site.url("/sitemap.xml"))
            .with(&google)
            .done();
        assert_eq!(done.code, 2, "{done:?}");
        assert!(!done.stderr.contains("5ec2e7"), "{done:?}");
    }
    assert_eq!(google.ledger().len(), 0);
}
