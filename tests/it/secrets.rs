//! User names and passwords in URLs are neither shown, stored nor sent, wherever they stand.

use std::path::Path;

use search_console_emulator::{Config, Emulator, Inspection, Permission, Property};

use crate::run::{Run, config_of, google_of, run};
use crate::site::{Page, Site};

/// The password in all URLs of these tests.
const PASSWORD: &str = "hunter2";

fn with_login(url: &str) -> String {
    url.replace("//", &format!("//user:{PASSWORD}@"))
}

fn text(lines: &[String]) -> Page {
    Page::Content("text/plain", lines.join("\n").into_bytes())
}

fn index(children: &[String]) -> Page {
    let children: String = children
        .iter()
        .map(|child| format!("<sitemap><loc>{child}</loc></sitemap>"))
        .collect();
    let xml = format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{children}</sitemapindex>"
    );
    Page::Content("application/xml", xml.into_bytes())
}

/// Fails if the password is in a file below `folder`.
fn assert_not_stored(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let is_there = bytes
            .windows(PASSWORD.len())
            .any(|part| part == PASSWORD.as_bytes());
        assert!(!is_there, "{} has the password", path.display());
    }
}

/// Fails if the password was sent to Search Console, or if `site` got a login.
fn assert_not_sent(google: &Emulator, site: &Site) {
    for entry in google.ledger() {
        let sent = format!("{} {:?} {:?}", entry.path, entry.query, entry.body);
        assert!(!sent.contains(PASSWORD), "{sent}");
    }
    let mut requests = site.requests().into_iter();
    assert!(requests.all(|request| !request.headers.contains_key("authorization")));
}

#[test]
fn an_audit_removes_logins_from_listed_urls() {
    let site = Site::start();
    let host = site.root().replace("http://", "");
    let host = host.split(':').next().unwrap();
    // A domain property covers URLs with a login, too.
    let google = Emulator::start_blocking(Config {
        properties: vec![Property::new(
            format!("sc-domain:{host}"),
            Permission::Owner,
        )],
        ..config_of(&site)
    })
    .unwrap();
    let page = site.url("/page");
    site.put("/s.txt", text(&[with_login(&page)]));
    site.put(
        "/index.xml",
        index(&[
            with_login(&site.url("/s.txt")),
            with_login(&site.url("/gone.txt")),
        ]),
    );
    let crawled = "2026-11-01T10:00:00Z".parse().unwrap();
    let inspection = Inspection {
        referring_urls: vec![with_login(&page)],
        ..Inspection::indexed(&with_login(&page), crawled)
    };
    google.set_inspection(&page, inspection);
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.sqlite3");
    let run_with = |arguments: [&str; 2]| {
        run(arguments)
            .with(&google)
            .arg("--store")
            .arg(&store)
            .done()
    };

    for format in ["--format=human", "--format=json"] {
        let audit = ["audit", format];
        let done = run(audit)
            .with(&google)
            .arg("--store")
            .arg(&store)
            .arg(site.url("/index.xml"))
            .done();
        assert!(!format!("{done:?}").contains(PASSWORD), "{done:?}");
        if format == "--format=json" {
            let totals = &done.report()["audits"][0]["totals"];
            assert_eq!(
                (&totals["listed"], &totals["indexed"]),
                (&1.into(), &1.into())
            );
        }
    }
    for format in ["--format=human", "--format=json", "--format=html"] {
        let done = run_with(["report", format]);
        assert_eq!(done.code, 0, "{done:?}");
        assert!(!format!("{done:?}").contains(PASSWORD), "{done:?}");
    }
    let done = run(["inspect", "--format=json"])
        .with(&google)
        .arg(&page)
        .done();
    assert!(!format!("{done:?}").contains(PASSWORD), "{done:?}");
    assert_not_stored(folder.path());
    assert_not_sent(&google, &site);
}

#[test]
fn a_recorded_sitemap_is_printed_without_its_login() {
    let site = Site::start();
    let google = google_of(&site);
    google.seed_sitemap(&site.root(), &with_login(&site.url("/s.xml")));
    for format in ["human", "json", "markdown"] {
        let done = run(["status", "--no-store", "--format", format])
            .with(&google)
            .arg("--site")
            .arg(site.root())
            .done();
        assert!(done.stdout.contains("/s.xml"), "{done:?}");
        assert!(!format!("{done:?}").contains(PASSWORD), "{done:?}");
    }
}

#[test]
fn a_login_in_an_argument_is_not_printed() {
    let site = Site::start();
    let google = google_of(&site);
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    std::fs::write(
        &settings,
        "[[sites]]\nsitemap = \"https://a.example/s.xml\"\n",
    )
    .unwrap();
    let settings = settings.to_str().unwrap();
    let typed = [
        "https://user:hunter2@example.com/",
        "https://user:hunter2@example.com",
        "https:user:hunter2@example.com",
        "https:/user:hunter2@example.com/x",
        "user:hunter2@example.com/x",
        "sc-domain:user:hunter2@example.com",
        "ftp://user:hunter2@example.com/",
        "https://user:hun/hunter2@example.com/",
    ];
    for given in typed {
        for arguments in [
            &["submit", given][..],
            &["validate", given],
            &["status", given],
            &["audit", given],
            &["inspect", given],
            &["doctor", given],
            &[
                "submit",
                "https://example.com/s.xml",
                "--wait-for-url",
                given,
            ],
            &["submit", "https://example.com/s.xml", "--site", given],
            &["status", "--site", given],
            &["audit", "--site", given],
            &["inspect", "https://example.com/", "--site", given],
            &["search-analytics", "--site", given],
            &["report", "--site", given],
            &["doctor", "--site", given],
            &["status", "--config", settings, "--site", given],
            &["status", "--config", settings, given],
        ] {
            let run = run([]).with(&google);
            let done = arguments.iter().fold(run, Run::arg).done();
            assert_ne!(done.code, 0, "{arguments:?} {done:?}");
            assert!(
                !format!("{done:?}").contains(PASSWORD),
                "{arguments:?} {done:?}"
            );
        }
    }
}

#[test]
fn a_refused_base_url_does_not_repeat_its_password() {
    let login = "https://user:hunter2@example.com/";
    let by_flag = run(["validate", "s.xml", "--base-url", login]).done();
    let by_variable = run(["validate", "s.xml"])
        .env("SITEMAP_SUBMIT_BASE_URL", login)
        .done();
    for done in [by_flag, by_variable] {
        assert_eq!(done.code, 2, "{done:?}");
        assert!(done.stderr.contains("--base-url"), "{done:?}");
        assert!(!format!("{done:?}").contains(PASSWORD), "{done:?}");
    }
}
