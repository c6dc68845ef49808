//! `inspect` and `audit`: index status of pages.

use std::path::Path;

use jiff::Timestamp;
use search_console_emulator::{
    Config, Emulator, Fault, FaultRule, ForbiddenReason, Inspection, PathMatch, Quotas, RetryAfter,
    Verdict,
};
use serde_json::Value;

use crate::run::{Run, config_of, google_of, run};
use crate::site::{Page, Site};

/// A site with a sitemap of `pages` pages.
fn site_of(pages: usize) -> Site {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", pages);
    site
}

fn with_quota(site: &Site, per_day: u32) -> Emulator {
    Emulator::start_blocking(Config {
        quotas: Quotas {
            inspections_per_day: Some(per_day),
            inspections_per_minute: None,
            ..Quotas::UNLIMITED
        },
        ..config_of(site)
    })
    .unwrap()
}

fn crawled() -> Timestamp {
    "2026-11-01T10:00:00Z".parse().unwrap()
}

fn gone() -> Inspection {
    Inspection {
        verdict: Verdict::Fail,
        coverage_state: "Introuvable (404)".to_owned(),
        page_fetch_state: "NOT_FOUND".to_owned(),
        last_crawl_time: Some(crawled()),
        ..Inspection::default()
    }
}

/// Pages 1 to 3 of `site` are indexed, gone and excluded by noindex; the others are unknown.
fn known_pages(site: &Site, google: &Emulator) {
    let page = |number: u32| site.url(&format!("/page-{number}"));
    google.set_inspection(&page(1), Inspection::indexed(&page(1), crawled()));
    google.set_inspection(&page(2), gone());
    google.set_inspection(
        &page(3),
        Inspection {
            indexing_state: "BLOCKED_BY_META_TAG".to_owned(),
            last_crawl_time: Some(crawled()),
            ..Inspection::default()
        },
    );
}

fn inspection_count(google: &Emulator) -> usize {
    let ledger = google.ledger();
    let inspections = ledger
        .iter()
        .filter(|entry| entry.path.contains("urlInspection"));
    inspections.count()
}

fn audit(site: &Site, google: &Emulator, store: &Path) -> Run {
    run(["audit", &site.url("/sitemap.xml")])
        .with(google)
        .arg("--quota-per-minute")
        .arg("60000")
        .arg("--store")
        .arg(store)
}

fn store() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite3");
    (folder, path)
}

#[test]
fn pages_are_classified_by_fields_not_by_descriptions() {
    let site = site_of(0);
    let google = google_of(&site);
    known_pages(&site, &google);
    let (done, report) = run(["inspect", &site.url("/page-1"), &site.url("/page-2")])
        .arg(site.url("/page-9"))
        .with(&google)
        .json();
    assert_eq!((done.code, &report["outcome"]), (0, &"ok".into()));
    let state = |index: usize| report["pages"][index]["state"].as_str().unwrap().to_owned();
    assert_eq!(
        [state(0), state(1), state(2)],
        ["indexed", "error", "pending"]
    );
    assert_eq!(report["pages"][1]["reason"], "not-found");
    assert_eq!(report["pages"][2]["reason"], "unknown-to-google");
}

#[test]
fn a_page_without_a_property_is_reported_as_such() {
    let site = site_of(0);
    let google = google_of(&site);
    known_pages(&site, &google);
    let (done, report) = run([
        "inspect",
        &site.url("/page-1"),
        "https://elsewhere.example/x",
    ])
    .with(&google)
    .json();
    assert_eq!((done.code, &report["outcome"]), (21, &"partial".into()));
    assert_eq!(report["pages"][0]["state"], "indexed");
    assert_eq!(report["pages"][1]["state"], Value::Null);
}

#[test]
fn an_audit_counts_pages_by_state_and_inspects_only_pages_that_are_due() {
    let site = site_of(10);
    let google = google_of(&site);
    known_pages(&site, &google);
    let (_folder, path) = store();

    let (done, report) = audit(&site, &google, &path).json();
    assert_eq!(done.code, 0, "{done:?}");
    let found = &report["audits"][0];
    assert_eq!(found["ended"], "complete");
    assert_eq!(
        found["totals"],
        serde_json::json!({"listed": 10, "indexed": 1, "pending": 7, "excluded": 1, "error": 1, "not_inspected": 0})
    );
    assert_eq!(found["errors"][0]["url"], site.url("/page-2"));
    assert_eq!(
        (inspection_count(&google), &found["inspected"]),
        (10, &10.into())
    );

    let (_, report) = audit(&site, &google, &path).json();
    let again = &report["audits"][0];
    assert_eq!(
        (inspection_count(&google), &again["fresh"]),
        (10, &10.into())
    );
    assert_eq!(again["totals"], found["totals"]);
}

#[test]
fn an_audit_stops_at_the_daily_quota_and_continues_on_the_next_day() {
    let site = site_of(10);
    // The emulator's count never reaches the next day within a test, so its quota covers both days.
    let google = with_quota(&site, 8);
    let (_folder, path) = store();
    let today = || {
        let (done, report) = audit(&site, &google, &path)
            .arg("--quota-per-day")
            .arg("4")
            .json();
        assert_eq!(done.code, 0, "{done:?}");
        report["audits"][0].clone()
    };
    let first = today();
    assert_eq!(
        (&first["ended"], &first["inspected"], &first["remaining"]),
        (&"budget".into(), &4.into(), &6.into())
    );
    assert_eq!(first["quota"]["left"], 0);
    // The quota of the day is used up, so no inspection is requested.
    assert_eq!(today()["inspected"], 0);
    assert_eq!(inspection_count(&google), 4);

    let a_day_later = rusqlite::Connection::open(&path).unwrap();
    let spent = a_day_later.query_row("SELECT sum(requests) FROM spent", [], |row| row.get(0));
    assert_eq!(spent, Ok(4));
    let aging = "UPDATE spent SET at = at - 26 * 3600 * 1000";
    a_day_later.execute(aging, []).unwrap();
    drop(a_day_later);
    let next = today();
    assert_eq!(
        (&next["ended"], &next["inspected"], &next["remaining"]),
        (&"budget".into(), &4.into(), &2.into())
    );
    // Eight inspections of eight pages: no page was inspected twice.
    assert_eq!(next["totals"]["not_inspected"], 2);
    assert_eq!(inspection_count(&google), 8);
}

#[test]
fn two_audits_at_once_share_the_quota() {
    let site = site_of(60);
    let google = with_quota(&site, 50);
    let (_folder, path) = store();
    let begin = || {
        audit(&site, &google, &path)
            .arg("--quota-per-day")
            .arg("50")
            .json()
    };
    let both = std::thread::scope(|scope| {
        let one = scope.spawn(begin);
        [begin(), one.join().unwrap()]
    });
    let inspected = both.map(|(done, report)| {
        assert_eq!(done.code, 0, "{done:?}");
        report["audits"][0]["inspected"].as_u64().unwrap()
    });
    assert_eq!(
        (inspected.iter().sum::<u64>(), inspection_count(&google)),
        (50, 50)
    );
}

#[test]
fn a_quota_exhausted_elsewhere_ends_the_audit_with_23() {
    let site = site_of(10);
    let google = google_of(&site);
    google.add_fault(
        FaultRule::once(Fault::Forbidden {
            reason: ForbiddenReason::QuotaExceeded,
        })
        .on(PathMatch::UrlInspection)
        .after(3)
        .forever(),
    );
    let (_folder, path) = store();
    let (done, report) = audit(&site, &google, &path).json();
    assert_eq!((done.code, &report["outcome"]), (23, &"partial".into()));
    assert_eq!(report["audits"][0]["ended"], "failed");
    assert_eq!(report["audits"][0]["inspected"], 3);
}

#[test]
fn the_children_of_an_index_are_audited_and_invalid_ones_reported() {
    let site = Site::start();
    site.put_sitemap("/a.xml", 3);
    let index = format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap>\
         <sitemap><loc>https://elsewhere.example/s.xml</loc></sitemap></sitemapindex>",
        site.url("/a.xml"),
        site.url("/gone.xml")
    );
    site.put(
        "/sitemap.xml",
        Page::Content("application/xml", index.into()),
    );
    let google = google_of(&site);
    let (_folder, path) = store();
    let (done, report) = audit(&site, &google, &path).json();
    assert_eq!((done.code, &report["outcome"]), (10, &"partial".into()));
    let sitemaps = &report["audits"][0]["sitemaps"];
    assert_eq!(sitemaps[0]["listed"], 3);
    assert_eq!(sitemaps[1]["error"]["exit_code"], 11);
    assert_eq!(sitemaps[2]["error"]["exit_code"], 10);
    assert_eq!(report["audits"][0]["inspected"], 3);
}

#[test]
fn a_file_that_is_not_a_store_is_not_changed() {
    let site = site_of(1);
    let google = google_of(&site);
    let (_folder, path) = store();
    std::fs::write(
        &path,
        "my diary, which is long enough to be looked at as a database",
    )
    .unwrap();
    let (done, report) = audit(&site, &google, &path).json();
    assert_eq!(done.code, 3);
    assert!(
        report["error"]["message"]
            .as_str()
            .unwrap()
            .contains("is not a store")
    );
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .starts_with("my diary")
    );
}

/// An audit of ten pages in which some inspections fail with `fault`.
fn audit_with(fault: Fault, times: Option<u32>) -> (i32, Value) {
    let site = site_of(10);
    let google = google_of(&site);
    let rule = FaultRule::once(fault).on(PathMatch::UrlInspection).after(4);
    google.add_fault(match times {
        Some(times) => rule.times(times),
        None => rule.forever(),
    });
    let (_folder, path) = store();
    let (done, report) = audit(&site, &google, &path).json();
    (done.code, report["audits"][0].clone())
}

#[test]
fn transient_errors_are_retried_and_permanent_ones_end_the_audit() {
    let soon = Some(RetryAfter::Seconds(0));
    let never = Some(RetryAfter::Seconds(100));
    let cases = [
        (
            Fault::TooManyRequests { retry_after: soon },
            Some(2),
            0,
            "complete",
        ),
        (
            Fault::Unavailable { retry_after: soon },
            Some(2),
            0,
            "complete",
        ),
        (
            Fault::TooManyRequests { retry_after: never },
            None,
            23,
            "failed",
        ),
        (
            Fault::Unavailable { retry_after: never },
            None,
            24,
            "failed",
        ),
        (
            Fault::Forbidden {
                reason: ForbiddenReason::DailyLimitExceeded,
            },
            None,
            23,
            "failed",
        ),
    ];
    for (fault, times, code, ended) in cases {
        let (found, audit) = audit_with(fault.clone(), times);
        assert_eq!((found, &audit["ended"]), (code, &ended.into()), "{fault:?}");
        let inspected = audit["inspected"].as_u64().unwrap();
        let kept = 10 - audit["totals"]["not_inspected"].as_u64().unwrap();
        assert_eq!(inspected, kept, "{fault:?}");
        assert_eq!(inspected, if code == 0 { 10 } else { 4 }, "{fault:?}");
    }
}

#[test]
fn a_rejected_inspection_does_not_end_the_audit() {
    let (code, audit) = audit_with(Fault::BadRequest, Some(1));
    assert_eq!((code, &audit["ended"]), (22, &"complete".into()));
    assert_eq!(
        (
            &audit["inspected"],
            audit["refused"].as_array().unwrap().len()
        ),
        (&9.into(), 1)
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_inspection_reports_its_results() {
    let site = site_of(0);
    let google = google_of(&site);
    let mut inspect = run(["inspect", "--format", "json"]).with(&google);
    for page in 0..60 {
        inspect = inspect.arg(site.url(&format!("/page-{page}")));
    }
    // At most four inspections run at once, so a sixth request means that two are complete.
    let done = interrupted(inspect, || inspection_count(&google) >= 6);
    let report = done.report();
    assert_eq!((done.code, &report["outcome"]), (130, &"partial".into()));
    let pages = report["pages"].as_array().unwrap();
    assert_eq!((pages.len(), &pages[1]["state"]), (60, &"pending".into()));
    assert_eq!(pages[59]["error"]["exit_code"], 130);
}

/// Starts `run` and sends SIGINT as soon as `is_time` returns true.
#[cfg(unix)]
fn interrupted(run: Run, is_time: impl Fn() -> bool) -> crate::run::Done {
    let child = run
        .into_command()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !is_time() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    crate::run::Done::from(output, std::time::Duration::ZERO)
}

#[cfg(unix)]
#[test]
fn an_interrupted_audit_reports_its_results() {
    let site = site_of(500);
    let google = google_of(&site);
    let (_folder, path) = store();
    let audit = run(["audit", &site.url("/sitemap.xml"), "--format", "json"]);
    let audit = audit.arg("--store").arg(&path).with(&google);
    // At most eight inspections run at once, so a tenth request means that two are complete.
    let done = interrupted(audit, || inspection_count(&google) >= 10);
    let report = done.report();
    assert_eq!((done.code, &report["outcome"]), (130, &"partial".into()));
    let audit = &report["audits"][0];
    assert_eq!(audit["ended"], "stopped");
    assert!(audit["inspected"].as_u64().unwrap() >= 2, "{audit}");
}

#[test]
fn a_truncated_sitemap_removes_no_pages() {
    let site = site_of(10);
    let google = google_of(&site);
    let (_folder, path) = store();
    assert_eq!(audit(&site, &google, &path).done().code, 0);
    let whole = site.sitemap(10);
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    site.put("/sitemap.xml", Page::Content("application/xml", half));
    let (done, report) = audit(&site, &google, &path).json();
    assert_eq!((done.code, &report["outcome"]), (10, &"partial".into()));
    assert_eq!(report["audits"][0]["totals"]["listed"], 10);
}

#[test]
fn an_audit_without_pages_is_a_failure() {
    let site = site_of(0);
    let google = google_of(&site);
    let xml = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
               <url><loc>https://elsewhere.example/</loc></url></urlset>";
    site.put("/sitemap.xml", Page::Content("application/xml", xml.into()));
    let (_folder, path) = store();
    let (done, report) = audit(&site, &google, &path).json();
    assert_eq!((done.code, &report["outcome"]), (4, &"failed".into()));
    assert_eq!(report["audits"][0]["sitemaps"][0]["foreign"], 1);
    let late = audit(&site, &google, &path)
        .arg("--deadline")
        .arg("0s")
        .done();
    // The deadline passed before the property was chosen.
    assert_eq!(late.code, 24, "{late:?}");
}
