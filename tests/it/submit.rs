//! `submit`: confirmations, refusals and their messages.

use std::time::Duration;

use search_console_emulator::{
    Config, DownloadMode, Emulator, Fault, FaultRule, ForbiddenReason, Moment, Permission,
    Property, RetryAfter,
};
use serde_json::Value;

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, config_of, google_of, run};
use crate::site::{Page, Site};

fn submissions(emulator: &Emulator) -> usize {
    let ledger = emulator.ledger();
    ledger.iter().filter(|entry| entry.is_submission()).count()
}

fn engine(report: &Value) -> &Value {
    &report["sitemaps"][0]["engines"][0]
}

/// A site with a valid sitemap, the sitemap's URL, and a Search Console with the site.
fn good() -> (Site, String, Emulator) {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 3);
    let url = site.url("/sitemap.xml");
    let google = google_of(&site);
    (site, url, google)
}

#[test]
fn a_valid_sitemap_is_confirmed_in_one_line() {
    let (site, url, google) = good();

    let done = run(["submit", &url]).with(&google).done();

    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done:?}");
    // The second line names the emulator.
    assert_eq!(done.stdout.lines().count(), 2, "{done:?}");
    let start = format!("confirmed {url} (3 URLs, ");
    assert!(done.stdout.starts_with(&start), "{done:?}");
    assert!(google.sitemap(&site.root(), &url).is_some());
    let agent = &site.requests()[0].headers["user-agent"];
    let wanted = concat!("sitemap-submit/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agent.to_str().unwrap(), wanted);
}

#[test]
fn the_json_report_contains_the_record() {
    let (site, url, google) = good();

    let (done, report) = run(["submit", &url, "--wait", "30s"]).with(&google).json();

    assert_eq!(done.stderr, "");
    assert_eq!(report["outcome"], "confirmed");
    let sitemap = &report["sitemaps"][0];
    assert_eq!(sitemap["kind"], "urlset");
    assert_eq!(sitemap["urls"], 3);
    let engine = engine(&report);
    assert_eq!(engine["property"], site.root());
    assert_eq!(engine["attempts"], 1);
    assert_eq!(engine["errors"], 0);
    let recorded = google.sitemap(&site.root(), &url).unwrap();
    let printed: jiff::Timestamp = engine["last_submitted"].as_str().unwrap().parse().unwrap();
    let difference = recorded.last_submitted.duration_since(printed);
    assert!(
        difference.as_nanos() < 1_000_000,
        "cut to milliseconds: {difference:?}"
    );
    assert!(
        engine["last_downloaded"].is_string(),
        "waited for it: {engine}"
    );
}

#[test]
fn an_invalid_sitemap_is_not_submitted() {
    let (site, _, google) = good();
    site.put(
        "/bad.xml",
        Page::Content("text/xml", b"<html></html>".to_vec()),
    );

    let (done, report) = run(["submit", &site.url("/bad.xml")]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (10, &"invalid".into()));
    assert_eq!(
        report["sitemaps"][0]["findings"][0]["rule"],
        "html-not-sitemap"
    );
    assert_eq!(google.ledger().len(), 0);
}

#[test]
fn the_severity_threshold_is_configurable() {
    let (site, _, google) = good();
    let warned = site
        .sitemap(2)
        .replace("</url>", "<priority>7</priority></url>");
    let url = site.url("/warned.xml");
    site.put(
        "/warned.xml",
        Page::Content("text/xml", warned.into_bytes()),
    );

    let codes = ["error", "warning", "never"].map(|severity| {
        let done = run(["submit", &url, "--fail-on", severity]).with(&google);
        done.done().code
    });

    assert_eq!(codes, [0, 10, 0]);
}

#[test]
fn too_few_urls_are_rejected() {
    let (_site, url, google) = good();

    let (done, report) = run(["submit", &url, "--min-urls", "4", "--fail-on", "never"])
        .with(&google)
        .json();
    assert_eq!(done.code, 10);
    assert_eq!(report["sitemaps"][0]["findings"][0]["rule"], "too-few-urls");
    assert_eq!(submissions(&google), 0);

    let enough = run(["submit", &url, "--min-urls", "3"])
        .with(&google)
        .done();
    assert_eq!(enough.code, 0);
}

#[test]
fn a_dry_run_changes_nothing() {
    let (_site, url, google) = good();

    let (done, report) = run(["submit", &url, "--dry-run"]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (0, &"dry-run".into()));
    assert!(
        google
            .ledger()
            .iter()
            .any(search_console_emulator::Entry::is_token),
        "the key was tried"
    );
    assert_eq!(submissions(&google), 0);

    let (done, report) = run(["submit", &url, "--dry-run"]).json();
    assert_eq!(
        (done.code, &report["outcome"]),
        (0, &"dry-run".into()),
        "without a key too"
    );
}

#[test]
fn a_dry_run_finds_the_missing_permission() {
    let (site, url, _) = good();
    let google = Emulator::start_blocking(Config {
        properties: vec![Property::new(site.root(), Permission::RestrictedUser)],
        ..config_of(&site)
    })
    .unwrap();

    let done = run(["submit", &url, "--dry-run"]).with(&google).done();
    assert_eq!(done.code, 21, "{done:?}");

    let named = run(["submit", &url, "--dry-run", "--site", &site.root()]).with(&google);
    let done = named.done();
    assert_eq!(done.code, 21, "{done:?}");
    assert!(done.stderr.contains("may not submit there"), "{done:?}");
}

#[test]
fn transient_errors_are_retried() {
    let (_site, url, google) = good();
    google.add_fault(FaultRule::token(Fault::Unavailable { retry_after: None }));
    google.add_fault(FaultRule::submit(Fault::TooManyRequests {
        retry_after: Some(RetryAfter::Seconds(1)),
    }));
    google.add_fault(FaultRule::submit(Fault::Reset {
        moment: Moment::BeforeChange,
    }));
    google.add_fault(FaultRule::read_back(Fault::BadGateway));

    let (done, report) = run(["submit", &url]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (0, &"confirmed".into()));
    assert_eq!(engine(&report)["attempts"], 3);
    assert!(
        done.took >= Duration::from_secs(1),
        "Retry-After was honoured"
    );
    assert!(google.remaining_faults().is_empty());
}

#[test]
fn a_lost_response_is_checked_against_the_record() {
    let (_site, url, google) = good();
    // Every submission is recorded, and every response is lost.
    let lost = Fault::Reset {
        moment: Moment::AfterChange,
    };
    google.add_fault(FaultRule::submit(lost).forever());

    let (done, report) = run(["submit", &url, "--deadline", "20s"])
        .with(&google)
        .json();

    assert_eq!(
        (done.code, &report["outcome"]),
        (0, &"confirmed".into()),
        "{done:?}"
    );
}

#[test]
fn an_accepted_but_unrecorded_submission_is_a_failure() {
    let (site, url, google) = good();
    // An earlier submission is recorded, so the existence of a record proves nothing.
    assert_eq!(run(["submit", &url]).with(&google).done().code, 0);
    let earlier = google.sitemap(&site.root(), &url).unwrap().last_submitted;
    google.set_clock_offset(jiff::SignedDuration::from_mins(1));
    google.add_fault(FaultRule::submit(Fault::Lost).forever());

    let (done, report) = run(["submit", &url, "--deadline", "4s"])
        .with(&google)
        .json();

    assert_eq!((done.code, &report["outcome"]), (25, &"submitted".into()));
    let remedy = engine(&report)["error"]["remedy"].as_str().unwrap();
    assert!(
        remedy.contains("search-console/sitemaps?resource_id="),
        "{remedy}"
    );
    assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{:?}", done.took);
    assert_eq!(
        google.sitemap(&site.root(), &url).unwrap().last_submitted,
        earlier
    );
}

#[test]
fn a_lost_submission_is_repeated() {
    let (site, url, google) = good();
    google.add_fault(FaultRule::submit(Fault::Lost));

    let (done, report) = run(["submit", &url, "--deadline", "60s"])
        .with(&google)
        .json();

    assert_eq!(
        (done.code, engine(&report)["attempts"].as_u64()),
        (0, Some(2))
    );
    assert!(google.sitemap(&site.root(), &url).is_some());
}

#[test]
fn a_delayed_record_is_awaited() {
    let (_site, url, google) = good();
    google.add_fault(FaultRule::read_back(Fault::Stale).times(2));

    let (done, report) = run(["submit", &url]).with(&google).json();

    assert_eq!(
        (done.code, engine(&report)["attempts"].as_u64()),
        (0, Some(1))
    );
}

#[test]
fn permanent_errors_are_not_retried() {
    let cases = [
        (ForbiddenReason::Forbidden, 21, "full user or owner"),
        (
            ForbiddenReason::AccessNotConfigured,
            21,
            "enable the Search Console API",
        ),
        (ForbiddenReason::QuotaExceeded, 23, "tomorrow"),
    ];
    for (reason, code, remedy) in cases {
        let fault = Fault::Forbidden { reason };
        let (_site, url, google) = good();
        google.add_fault(FaultRule::submit(fault.clone()).forever());

        let done = run(["submit", &url]).with(&google).done();

        assert_eq!(done.code, code, "{fault:?}: {done:?}");
        assert!(done.stderr.contains(remedy), "{fault:?}: {done:?}");
        assert_eq!(submissions(&google), 1, "{fault:?}");
    }
}

#[test]
fn an_unsuccessful_wait_is_pending() {
    let (site, url, _) = good();
    let google = Emulator::start_blocking(Config {
        download_mode: DownloadMode::Never,
        ..config_of(&site)
    });

    let (done, report) = run(["submit", &url, "--wait", "1s"])
        .with(&google.unwrap())
        .json();

    assert_eq!((done.code, &report["outcome"]), (25, &"pending".into()));
    assert!(engine(&report)["last_submitted"].is_string());
    let printed = engine(&report)["error"]["message"].as_str().unwrap();
    assert!(
        printed.ends_with("did not download and process it within 1s"),
        "{printed}"
    );
}

#[test]
fn errors_found_by_google_are_reported() {
    let site = Site::start();
    // The first fetch, ours, gets a valid sitemap; the later one, Google's, gets status 404.
    let good = Page::Content("text/xml", site.sitemap(1).into_bytes());
    site.put(
        "/sitemap.xml",
        Page::Then(Box::new(good), Box::new(Page::Status(404))),
    );
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");

    let (done, report) = run(["submit", &url, "--wait", "30s"]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (10, &"invalid".into()));
    assert_eq!(
        report["sitemaps"][0]["findings"][0]["rule"],
        "google-errors"
    );
}

#[test]
fn errors_that_google_counts_after_the_download_are_awaited() {
    let site = Site::start();
    let good = Page::Content("text/xml", site.sitemap(1).into_bytes());
    site.put(
        "/sitemap.xml",
        Page::Then(Box::new(good), Box::new(Page::Status(404))),
    );
    let google = google_of(&site);
    // One request is the read-back, the others belong to `--wait`.
    google.add_fault(FaultRule::read_back(Fault::Processing).times(3));
    let url = site.url("/sitemap.xml");

    let (done, report) = run(["submit", &url, "--wait", "60s"]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (10, &"invalid".into()));
    assert_eq!(engine(&report)["is_pending"], false);
    assert!(google.remaining_faults().is_empty());
}

#[test]
fn a_sitemap_in_processing_is_pending_only_with_wait() {
    let (_site, url, google) = good();
    google.add_fault(FaultRule::read_back(Fault::Processing).forever());

    let (done, report) = run(["submit", &url, "--wait", "1500ms"])
        .with(&google)
        .json();
    assert_eq!((done.code, &report["outcome"]), (25, &"pending".into()));

    let (done, report) = run(["submit", &url]).with(&google).json();
    assert_eq!((done.code, &report["outcome"]), (0, &"confirmed".into()));
}

#[test]
fn one_failure_does_not_stop_the_others() {
    let (site, url, google) = good();
    let missing = site.url("/missing.xml");

    let (done, report) = run(["submit", &missing, &url]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (11, &"partial".into()));
    let outcomes: Vec<&Value> = report["sitemaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sitemap| &sitemap["outcome"])
        .collect();
    assert_eq!(outcomes, ["failed", "confirmed"]);
}

#[test]
fn sitemaps_may_come_from_the_environment() {
    let (site, url, google) = good();
    site.put_sitemap("/second.xml", 1);
    let both = format!("{url} {}", site.url("/second.xml"));

    let (done, report) = run(["submit"])
        .env("SITEMAP_SUBMIT_SITEMAP", both)
        .env("SITEMAP_SUBMIT_SITE", "")
        .with(&google)
        .json();

    assert_eq!(done.code, 0);
    assert_eq!(report["sitemaps"].as_array().unwrap().len(), 2);
}

#[test]
fn a_property_without_a_sitemap_submits_its_sites_sitemaps() {
    let (site, url, google) = good();
    let robots = format!("User-agent: *\nSitemap: {url}\n");
    site.put(
        "/robots.txt",
        Page::Content("text/plain", robots.into_bytes()),
    );

    let (done, report) = run(["submit", "--site", &site.root()]).with(&google).json();

    assert_eq!(done.code, 0);
    assert_eq!(report["sitemaps"][0]["url"], url);
}

#[test]
fn server_errors_during_the_wait_are_reported() {
    let (site, url, _) = good();
    let google = Emulator::start_blocking(Config {
        download_mode: DownloadMode::Never,
        ..config_of(&site)
    })
    .unwrap();
    google.add_fault(
        FaultRule::read_back(Fault::InternalError)
            .after(1)
            .forever(),
    );

    let (done, report) = run(["submit", &url, "--wait", "1s"]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (25, &"pending".into()));
    let causes = engine(&report)["error"]["causes"].to_string();
    assert!(causes.contains("HTTP 500"), "{causes}");
}
