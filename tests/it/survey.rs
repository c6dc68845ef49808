//! Commands that read the store or survey a site: `report`, `search-analytics`, `doctor`, and the
//! use of the store by `submit` and `status`.

use std::path::{Path, PathBuf};

use search_console_emulator::{Emulator, Inspection, Permission, Verdict};
use serde_json::Value;

use crate::run::{google_of, run};
use crate::site::Site;

const DAY: i64 = 86_400_000;

struct Scene {
    site: Site,
    google: Emulator,
    _folder: tempfile::TempDir,
    store: PathBuf,
}

impl Scene {
    fn new(pages: usize) -> Self {
        let site = Site::start();
        site.put_sitemap("/sitemap.xml", pages);
        let google = google_of(&site);
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: folder.path().join("store.sqlite3"),
            site,
            google,
            _folder: folder,
        }
    }

    fn sitemap(&self) -> String {
        self.site.url("/sitemap.xml")
    }

    fn json<const N: usize>(&self, arguments: [&str; N]) -> (i32, Value) {
        let run = run(arguments).with(&self.google).arg("--store");
        let (done, report) = run.arg(&self.store).json();
        (done.code, report)
    }

    fn audit(&self) {
        let sitemap = self.sitemap();
        let (code, _) = self.json([
            "audit",
            &sitemap,
            "--quota-per-minute",
            "60000",
            "--fresh-for",
            "0s",
        ]);
        assert_eq!(code, 0);
    }

    /// Moves every stored time into the past by `days` days.
    fn age(&self, days: i64) {
        let store = rusqlite::Connection::open(&self.store).unwrap();
        for (table, column) in [
            ("submission", "at"),
            ("inspection", "at"),
            ("spent", "at"),
            ("page", "since"),
            ("page", "inspected_at"),
        ] {
            let aging = format!("UPDATE {table} SET {column} = {column} - {}", days * DAY);
            store.execute(&aging, []).unwrap();
        }
    }

    fn text(&self, format: &str) -> String {
        let run = run(["report", "--format", format]).arg("--store");
        let done = run.arg(&self.store).done();
        assert_eq!(done.code, 0, "{done:?}");
        done.stdout
    }
}

/// A page whose URL contains markup and for which Google got status 404.
fn gone() -> Inspection {
    Inspection {
        verdict: Verdict::Fail,
        page_fetch_state: "NOT_FOUND".to_owned(),
        ..Inspection::default()
    }
}

#[test]
fn a_report_has_the_status_and_trend_of_a_property() {
    let scene = Scene::new(4);
    scene.audit();
    scene.age(3);
    let page = scene.site.url("/page-1");
    let crawled = "2026-11-01T10:00:00Z".parse().unwrap();
    scene
        .google
        .set_inspection(&page, Inspection::indexed(&page, crawled));
    scene
        .google
        .set_inspection(&scene.site.url("/page-2"), gone());
    scene.audit();

    let (code, report) = scene.json(["report", "--since", "30d"]);
    assert_eq!(code, 0);
    let history = &report["history"][0];
    let point = |index: usize, state: &str| history["timeline"][index][state].as_u64().unwrap();
    assert_eq!(history["timeline"].as_array().unwrap().len(), 4);
    assert_eq!(
        [
            point(0, "pending"),
            point(2, "pending"),
            point(3, "pending")
        ],
        [4, 4, 2]
    );
    assert_eq!(
        [point(0, "indexed"), point(3, "indexed"), point(3, "error")],
        [0, 1, 1]
    );
    assert_eq!(history["errors"][0]["reason"], "not-found");

    let human = scene.text("human");
    assert!(human.contains("indexed   ▁▁▁█ 0 to 1"), "{human}");
    let markdown = scene.text("markdown");
    assert!(markdown.contains("| 4 | 1 | 2 | 0 | 1 | 0 |"), "{markdown}");
}

#[test]
fn an_html_report_is_self_contained() {
    let scene = Scene::new(2);
    scene
        .google
        .set_inspection(&scene.site.url("/page-1"), gone());
    scene.audit();
    let html = scene.text("html");
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    assert!(
        html.contains("<svg") && html.contains("aria-labelledby"),
        "{html}"
    );
    for outside in ["<script", "<link", "@import", "src=", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    let path = scene.store.with_extension("html");
    let done = run(["report", "--format", "html", "--output"])
        .arg(&path)
        .arg("--store")
        .arg(&scene.store)
        .done();
    assert_eq!((done.code, done.stdout.as_str()), (0, ""));
    assert!(
        std::fs::read_to_string(path)
            .unwrap()
            .starts_with("<!DOCTYPE html>")
    );
}

#[test]
fn an_empty_store_has_no_report() {
    let scene = Scene::new(1);
    let (code, _) = scene.json(["report"]);
    assert_eq!(code, 4);
    scene.audit();
    let (code, _) = scene.json(["report", "--site", "sc-domain:example.org"]);
    assert_eq!(code, 4);
    let done = run(["report"]).done();
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.stderr.contains("a report needs a store"), "{done:?}");
}

#[test]
fn search_analytics_are_grouped_filtered_and_printed_as_a_table() {
    let scene = Scene::new(1);
    let site = scene.site.root();
    let run_as = |format: &str| {
        run([
            "search-analytics",
            "--site",
            &site,
            "--dimensions",
            "query,device",
        ])
        .arg("--filter")
        .arg("query contains what")
        .arg("--format")
        .arg(format)
        .with(&scene.google)
        .done()
    };
    let csv = run_as("csv").stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "query,device,clicks,impressions,ctr,position");
    assert_eq!(lines.len(), 3, "{csv}");
    assert!(lines[1].starts_with("what is an example,"), "{csv}");
    let json = run_as("json");
    assert_eq!(
        json.report()["analytics"]["rows"].as_array().unwrap().len(),
        2
    );
    let wrong = run([
        "search-analytics",
        "--site",
        &site,
        "--filter",
        "colour equals red",
    ])
    .done();
    assert_eq!(wrong.code, 2);
}

#[test]
fn a_working_setup_passes_all_checks() {
    let scene = Scene::new(2);
    let sitemap = scene.sitemap();
    let robots = format!("Sitemap: {sitemap}\n");
    scene.site.put(
        "/robots.txt",
        crate::site::Page::Content("text/plain", robots.into()),
    );
    let (code, _) = scene.json(["submit", &sitemap, "--wait", "30s"]);
    assert_eq!(code, 0);
    let (code, report) = scene.json(["doctor", &sitemap]);
    let checks = report["checks"].as_array().unwrap();
    let outcomes: Vec<(&str, &str)> = checks
        .iter()
        .map(|check| {
            (
                check["check"].as_str().unwrap(),
                check["outcome"].as_str().unwrap(),
            )
        })
        .collect();
    let names = [
        "credentials",
        "token",
        "clock",
        "api",
        "scope",
        "properties",
        "permission",
        "property",
        "sitemap",
        "robots.txt",
        "submission",
        "store",
        "quota",
    ];
    assert_eq!(code, 0, "{outcomes:?}");
    assert_eq!(outcomes, names.map(|name| (name, "ok")));
}

#[test]
fn the_worst_check_determines_the_exit_code_and_has_a_remedy() {
    let scene = Scene::new(2);
    let sitemap = scene.sitemap();
    scene
        .google
        .set_permission(&scene.site.root(), Permission::RestrictedUser);
    let (code, report) = scene.json(["doctor", &sitemap]);
    assert_eq!(code, 21);
    let permission = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["check"] == "permission")
        .unwrap();
    assert_eq!(permission["outcome"], "failed");
    let remedy = permission["remedy"].as_str().unwrap();
    assert!(remedy.contains("full user or owner"), "{remedy}");

    scene
        .google
        .set_service(search_console_emulator::ServiceState::Disabled);
    let (code, report) = scene.json(["doctor", &sitemap]);
    assert_eq!(code, 21);
    let outcome = |name: &str| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["check"] == name).unwrap()["outcome"].clone()
    };
    assert_eq!(
        [outcome("token"), outcome("api"), outcome("sitemap")],
        ["ok", "failed", "ok"].map(Value::from)
    );
    let done = run(["doctor", &sitemap, "--no-store"]).done();
    assert_eq!(done.code, 3, "{done:?}");
}

#[test]
fn a_shrunken_sitemap_is_not_submitted() {
    let scene = Scene::new(10);
    let sitemap = scene.sitemap();
    let submit = || scene.json(["submit", &sitemap, "--max-shrink", "20%"]);
    let (code, first) = submit();
    assert_eq!((code, &first["sitemaps"][0]["change"]), (0, &Value::Null));

    scene.site.put_sitemap("/sitemap.xml", 9);
    let (code, second) = submit();
    assert_eq!(code, 0);
    assert_eq!(second["sitemaps"][0]["change"]["removed"], 1);

    scene.site.put_sitemap("/sitemap.xml", 2);
    let sent = |google: &Emulator| {
        google
            .ledger()
            .iter()
            .filter(|one| one.is_submission())
            .count()
    };
    let (code, third) = submit();
    assert_eq!((code, sent(&scene.google)), (10, 2));
    let finding = &third["sitemaps"][0]["findings"][0];
    assert_eq!(finding["rule"], "shrunk");

    let done = run(["submit", &sitemap, "--max-shrink", "20%"])
        .with(&scene.google)
        .done();
    assert_eq!(done.code, 3, "{done:?}");
}

#[test]
fn an_unusable_default_store_does_not_block_submissions() {
    let scene = Scene::new(1);
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join(".local"), "in the way").unwrap();
    let submit = || {
        run(["submit", &scene.sitemap()])
            .with(&scene.google)
            .env("HOME", home.path())
    };
    assert_eq!(submit().done().code, 0);
    assert_eq!(submit().arg("--max-shrink").arg("1%").done().code, 3);
}

#[test]
fn an_unusable_default_store_does_not_block_commands_without_a_store() {
    let scene = Scene::new(1);
    let sitemap = scene.sitemap();
    assert_eq!(scene.json(["submit", &sitemap, "--wait", "30s"]).0, 0);
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".local/share/sitemap-submit");
    std::fs::create_dir_all(&folder).unwrap();
    let diary = "my diary, which is long enough to be looked at as a database";
    std::fs::write(folder.join("store.sqlite3"), diary).unwrap();
    let with_home = |command: &str| {
        let run = run([command, &sitemap]).with(&scene.google);
        run.env("HOME", home.path()).json()
    };
    for command in ["status", "submit"] {
        let (done, _) = with_home(command);
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.stderr.contains("is not a store"), "{done:?}");
    }
    let page = scene.site.url("/page-1");
    let inspect = run(["inspect", &page]).with(&scene.google);
    assert_eq!(inspect.env("HOME", home.path()).done().code, 0);
    let (done, report) = with_home("doctor");
    let checks = report["checks"].as_array().unwrap();
    let store = checks
        .iter()
        .find(|check| check["check"] == "store")
        .unwrap();
    assert_eq!((done.code, &store["outcome"]), (0, &"warning".into()));
    let message = store["message"].as_str().unwrap();
    assert!(
        message.contains("store.sqlite3 is not a store"),
        "{message}"
    );
    let named = run(["doctor", &sitemap]).with(&scene.google);
    let (done, report) = named
        .arg("--store")
        .arg(folder.join("store.sqlite3"))
        .json();
    let checks = report["checks"].as_array().unwrap();
    let of = |name: &str| {
        let check = checks.iter().find(|check| check["check"] == name).unwrap();
        check["outcome"].as_str().unwrap()
    };
    assert_eq!(
        (done.code, of("store"), of("quota")),
        (3, "failed", "skipped")
    );
}

#[test]
fn status_alarms_when_nothing_is_indexed_a_week_after_the_first_submission() {
    let scene = Scene::new(2);
    let sitemap = scene.sitemap();
    assert_eq!(scene.json(["submit", &sitemap, "--wait", "30s"]).0, 0);
    scene.audit();
    assert_eq!(scene.json(["status", &sitemap]).0, 0);
    scene.age(8);
    let (code, report) = scene.json(["status", &sitemap]);
    assert_eq!(code, 25);
    let error = &report["sitemaps"][0]["engines"][0]["error"]["message"];
    assert!(error.as_str().unwrap().contains("no page of"), "{error}");

    let page = scene.site.url("/page-1");
    let crawled = "2026-11-01T10:00:00Z".parse().unwrap();
    scene
        .google
        .set_inspection(&page, Inspection::indexed(&page, crawled));
    scene.audit();
    assert_eq!(scene.json(["status", &sitemap]).0, 0);
}

#[test]
fn old_data_is_pruned_except_for_the_start_of_the_window() {
    let scene = Scene::new(1);
    scene.audit();
    scene.age(100);
    scene.audit();
    scene.age(1);
    scene.audit();
    let count = |path: &Path| {
        let store = rusqlite::Connection::open(path).unwrap();
        let rows = store.query_row("SELECT count(*) FROM inspection", [], |row| row.get(0));
        rows.unwrap()
    };
    // The last inspection before the window stays: it is the state at the start of the window.
    let kept: i64 = count(&scene.store);
    assert_eq!(kept, 3);
    scene.age(100);
    scene.audit();
    let kept: i64 = count(&scene.store);
    assert_eq!(kept, 2);
}

#[test]
fn reading_does_not_create_a_store() {
    let scene = Scene::new(1);
    let sitemap = scene.sitemap();
    scene.google.seed_sitemap(&scene.site.root(), &sitemap);

    assert_eq!(scene.json(["status", &sitemap]).0, 0);
    assert!(!scene.store.exists());
    let (code, report) = scene.json(["report"]);
    assert_eq!((code, &report["outcome"]), (4, &"failed".into()));
    assert!(!scene.store.exists());
}
