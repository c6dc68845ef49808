//! Verdicts on pages: placeholders, descriptions, and advice that fits earlier submissions.

use jiff::Timestamp;
use search_console_emulator::{Emulator, Inspection};
use serde_json::Value;

use crate::run::{google_of, run};
use crate::site::Site;

struct Scene {
    site: Site,
    google: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new(pages: usize) -> Self {
        let site = Site::start();
        site.put_sitemap("/sitemap.xml", pages);
        Self {
            google: google_of(&site),
            site,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn run<const N: usize>(&self, arguments: [&str; N]) -> crate::run::Run {
        let run = run(arguments).with(&self.google).arg("--store");
        run.arg(self.folder.path().join("store.sqlite3"))
    }

    fn json<const N: usize>(&self, arguments: [&str; N]) -> Value {
        let (done, report) = self.run(arguments).json();
        assert_eq!(done.code, 0, "{done:?}");
        report
    }
}

#[test]
fn a_crawl_in_1970_means_never_crawled() {
    let scene = Scene::new(2);
    let page = scene.site.url("/page-1");
    scene.google.set_inspection(
        &page,
        Inspection {
            coverage_state: "Discovered - currently not indexed".to_owned(),
            last_crawl_time: Some(Timestamp::UNIX_EPOCH),
            ..Inspection::default()
        },
    );
    let report = scene.json(["inspect", &page]);
    let inspected = &report["pages"][0];
    assert_eq!(
        (&inspected["reason"], &inspected["crawled_at"]),
        (&"discovered".into(), &Value::Null)
    );

    let report = scene.json(["audit", &scene.site.url("/sitemap.xml")]);
    let reasons: Vec<&str> = report["audits"][0]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["discovered", "unknown-to-google"]);
}

#[test]
fn redirects_and_removals_are_excluded_pages() {
    let scene = Scene::new(1);
    for (description, reason) in [
        ("Page with redirect", "redirect"),
        ("Blocked by page removal tool", "removal-requested"),
    ] {
        let page = scene.site.url("/page-1");
        scene.google.set_inspection(
            &page,
            Inspection {
                coverage_state: description.to_owned(),
                last_crawl_time: Some("2026-11-01T10:00:00Z".parse().unwrap()),
                ..Inspection::default()
            },
        );
        let report = scene.json(["inspect", &page]);
        let inspected = &report["pages"][0];
        assert_eq!(
            (&inspected["reason"], &inspected["state"]),
            (&reason.into(), &"excluded".into())
        );
    }
}

#[test]
fn a_submitted_sitemap_is_not_advised_to_be_submitted() {
    let scene = Scene::new(2);
    let sitemap = scene.site.url("/sitemap.xml");
    let page = scene.site.url("/page-1");
    let advice = || {
        let audit = scene.json(["audit", &sitemap]);
        let inspect = scene.json(["inspect", &page]);
        let report = scene.json(["report"]);
        [
            audit["audits"][0]["reasons"][0]["advice"].clone(),
            inspect["pages"][0]["advice"].clone(),
            report["history"][0]["reasons"][0]["advice"].clone(),
        ]
        .map(|text| text.as_str().unwrap().to_owned())
    };
    for text in advice() {
        assert!(text.starts_with("submit the sitemap"), "{text}");
    }
    scene.json(["submit", &sitemap, "--wait", "30s"]);
    for text in advice() {
        assert!(text.starts_with("wait: the sitemap is submitted"), "{text}");
    }
}

#[test]
fn a_report_on_a_property_without_an_audit_shows_it() {
    let scene = Scene::new(1);
    let sitemap = scene.site.url("/sitemap.xml");
    scene.json(["submit", &sitemap, "--wait", "30s"]);
    let report = scene.json(["report"]);
    assert_eq!(report["history"][0]["audited"], false);
    for format in ["human", "markdown"] {
        let text = scene.run(["report", "--format", format]).done().stdout;
        assert!(text.to_lowercase().contains("not audited yet"), "{text}");
        assert!(
            text.contains(&format!("audit --site {}", scene.site.root()))
                && !text.contains("no page in error"),
            "{text}"
        );
    }
    scene.json(["audit", &sitemap]);
    let report = scene.json(["report"]);
    assert_eq!(report["history"][0]["audited"], true);
}
