//! Snapshots of what people read about indexing: audit, inspect, report, doctor, search-analytics
//! and status.

use std::path::PathBuf;

use search_console_emulator::{Config, Emulator, Inspection, SearchRow, Verdict};

use crate::run::{Done, Run, config_of, run};
use crate::site::{Page, Site};

/// A site with four pages in the index's four states, and a store.
struct Scene {
    site: Site,
    google: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let site = Site::start();
        site.put_sitemap("/sitemap.xml", 4);
        let robots = format!("Sitemap: {}\n", site.url("/sitemap.xml"));
        site.put("/robots.txt", Page::Content("text/plain", robots.into()));
        let google = Emulator::start_blocking(Config {
            search_rows: Some(search_rows(&site)),
            ..config_of(&site)
        })
        .unwrap();
        let crawled = "2026-11-01T10:00:00Z".parse().unwrap();
        let indexed = site.url("/page-4");
        google.set_inspection(&indexed, Inspection::indexed(&indexed, crawled));
        let not_found = Inspection {
            verdict: Verdict::Fail,
            page_fetch_state: "NOT_FOUND".to_owned(),
            ..Inspection::default()
        };
        google.set_inspection(&site.url("/page-1"), not_found);
        let noindex = Inspection {
            indexing_state: "BLOCKED_BY_META_TAG".to_owned(),
            ..Inspection::default()
        };
        google.set_inspection(&site.url("/page-2"), noindex);
        Self {
            site,
            google,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store.sqlite3")
    }

    fn run<const N: usize>(&self, arguments: [&str; N]) -> Run {
        run(arguments).with(&self.google)
    }

    fn with_store<const N: usize>(&self, arguments: [&str; N]) -> Done {
        self.run(arguments).arg("--store").arg(self.store()).done()
    }

    fn sitemap(&self) -> String {
        self.site.url("/sitemap.xml")
    }

    fn submit(&self) {
        let done = self.with_store(["submit", &self.sitemap(), "--wait", "30s"]);
        assert_eq!(done.code, 0, "{done:?}");
    }

    fn audit(&self) -> Done {
        self.with_store(["audit", &self.sitemap(), "--quota-per-minute", "60000"])
    }
}

/// Two queries a week ago.
#[expect(
    clippy::disallowed_methods,
    reason = "the default period ends a few days ago"
)]
fn search_rows(site: &Site) -> Vec<SearchRow> {
    let today = jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::now())
        .date();
    let row = |query: &str, clicks, impressions| SearchRow {
        date: today - jiff::Span::new().days(7),
        query: query.to_owned(),
        page: site.url("/page-1"),
        country: "usa".to_owned(),
        device: "MOBILE".to_owned(),
        clicks,
        impressions,
        position: 3.5,
    };
    vec![row("what is an example", 120, 951), row("example", 15, 800)]
}

/// Compares with the snapshot; what differs between runs is replaced.
macro_rules! assert_readable {
    ($done:expr) => {{
        let done = $done;
        let mut settings = insta::Settings::clone_current();
        settings.add_filter(r"127\.0\.0\.1(:|%3A)\d+", "127.0.0.1${1}PORT");
        settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME");
        settings.add_filter(r"\d{4}-\d\d-\d\d", "DATE");
        settings.set_omit_expression(true);
        let text = format!(
            "exit code: {}\n--- stdout\n{}--- stderr\n{}",
            done.code, done.stdout, done.stderr
        );
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        settings.bind(|| insta::assert_snapshot!(lines.join("\n")));
    }};
}

#[test]
fn an_audit() {
    assert_readable!(Scene::new().audit());
}

#[test]
fn inspected_pages() {
    let scene = Scene::new();
    let pages = [1, 2, 3, 4].map(|number| scene.site.url(&format!("/page-{number}")));
    let mut run = scene.run(["inspect", "--no-store", "--quota-per-minute", "60000"]);
    for page in pages {
        run = run.arg(page);
    }
    assert_readable!(run.done());
}

#[test]
fn a_report_as_text() {
    let scene = Scene::new();
    scene.submit();
    scene.audit();
    assert_readable!(scene.with_store(["report"]));
}

#[test]
fn a_report_as_a_page() {
    let scene = Scene::new();
    scene.submit();
    scene.audit();
    assert_readable!(scene.with_store(["report", "--format", "html"]));
}

#[test]
fn the_status_of_a_sitemap() {
    let scene = Scene::new();
    scene.submit();
    assert_readable!(scene.with_store(["status", &scene.sitemap()]));
}

#[test]
fn the_status_of_an_unknown_sitemap() {
    let scene = Scene::new();
    assert_readable!(scene.with_store(["status", &scene.sitemap()]));
}

#[test]
fn search_analytics_by_query() {
    let scene = Scene::new();
    let site = scene.site.root();
    let done = scene
        .run(["search-analytics", "--site", &site, "--dimensions", "query"])
        .done();
    assert_readable!(done);
}

#[test]
fn an_examination_without_findings() {
    let scene = Scene::new();
    scene.submit();
    assert_readable!(scene.with_store(["doctor", &scene.sitemap()]));
}

#[test]
fn an_examination_without_a_key() {
    let done = run(["doctor", "--no-store"]).done();
    assert_readable!(done);
}
