//! `status` and `sites`: records in Search Console.

use search_console_emulator::{
    Config, DownloadMode, Emulator, Fault, FaultRule, Permission, Property, Quotas,
};

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, config_of, google_of, run};
use crate::site::Site;

/// A site, the URL of a sitemap recorded in Search Console, and that Search Console.
fn submitted(mode: DownloadMode) -> (Site, String, Emulator) {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 2);
    let google = Emulator::start_blocking(Config {
        download_mode: mode,
        ..config_of(&site)
    })
    .unwrap();
    let url = site.url("/sitemap.xml");
    google.seed_sitemap(&site.root(), &url);
    (site, url, google)
}

/// Like [`submitted`], with a record that is some hours old and a sitemap that is never downloaded.
fn submitted_ago(hours: i64) -> (Site, String, Emulator) {
    let (site, _, google) = submitted(DownloadMode::Never);
    let url = site.url("/old.xml");
    google.set_clock_offset(jiff::SignedDuration::from_hours(-hours));
    google.seed_sitemap(&site.root(), &url);
    google.set_clock_offset(jiff::SignedDuration::ZERO);
    (site, url, google)
}

#[test]
fn a_downloaded_sitemap_is_confirmed() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 2);
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");
    assert_eq!(
        run(["submit", &url, "--wait", "30s"])
            .with(&google)
            .done()
            .code,
        0
    );

    let (done, report) = run(["status", &url, "--max-age", "1h"])
        .with(&google)
        .json();

    assert_eq!((done.code, &report["outcome"]), (0, &"confirmed".into()));
    let sitemap = &report["sitemaps"][0];
    assert_eq!(sitemap["urls"], 2);
    assert_eq!(sitemap["engines"][0]["is_pending"], false);
    assert_eq!(sitemap["engines"][0]["attempts"], 0);
}

#[test]
fn a_record_is_visible_without_permission_to_submit() {
    let (site, url, google) = submitted(DownloadMode::Never);
    google.set_permission(&site.root(), Permission::RestrictedUser);

    let (done, report) = run(["status", &url]).with(&google).json();

    assert_eq!((done.code, &report["outcome"]), (0, &"pending".into()));
    assert_eq!(report["sitemaps"][0]["engines"][0]["property"], site.root());
}

#[test]
fn a_sitemap_that_is_not_downloaded_is_pending_and_later_stale() {
    let (_site, url, google) = submitted(DownloadMode::Never);

    let (done, report) = run(["status", &url, "--max-age", "1h"])
        .with(&google)
        .json();
    assert_eq!((done.code, &report["outcome"]), (0, &"pending".into()));

    let (_site, url, google) = submitted_ago(2);
    let (done, report) = run(["status", &url, "--max-age", "1h"])
        .with(&google)
        .json();
    assert_eq!((done.code, &report["outcome"]), (25, &"pending".into()));
    let failure = &report["sitemaps"][0]["engines"][0]["error"];
    let message = failure["message"].as_str().unwrap();
    assert!(message.starts_with("Google never downloaded"), "{message}");
}

#[test]
fn an_unknown_sitemap_differs_from_a_stale_one() {
    let site = Site::start();
    let google = google_of(&site);

    let (done, report) = run(["status", &site.url("/never.xml")])
        .with(&google)
        .json();

    assert_eq!((done.code, &report["outcome"]), (25, &"failed".into()));
    assert_eq!(site.requests().len(), 0, "the site is not contacted");
}

#[test]
fn a_property_lists_all_of_its_sitemaps() {
    let (site, url, google) = submitted(DownloadMode::Never);
    let second = site.url("/second.xml");
    google.seed_sitemap(&site.root(), &second);

    let (done, report) = run(["status", "--site", &site.root()]).with(&google).json();

    assert_eq!(done.code, 0);
    let sitemaps = report["sitemaps"].as_array().unwrap();
    let mut urls: Vec<&str> = sitemaps
        .iter()
        .map(|one| one["url"].as_str().unwrap())
        .collect();
    urls.sort_unstable();
    assert_eq!(urls, [second.as_str(), url.as_str()]);
}

#[test]
fn an_empty_list_is_reported() {
    let site = Site::start();
    let google = google_of(&site);

    let empty = run(["status", "--site", &site.root()]).with(&google).done();
    assert_eq!(empty.code, 4, "{empty:?}");
    let unnamed = run(["status"]).with(&google).done();
    assert_eq!(unnamed.code, 4, "{unnamed:?}");
}

#[test]
fn properties_are_listed_with_permissions() {
    let google = Emulator::start_blocking(Config {
        properties: vec![
            Property::new("sc-domain:example.com", Permission::Owner),
            Property::new("https://example.com/", Permission::RestrictedUser),
        ],
        ..Config::default()
    })
    .unwrap();

    let (done, report) = run(["sites"]).with(&google).json();
    assert_eq!((done.code, &report["outcome"]), (0, &"ok".into()));
    let sites = report["sites"].as_array().unwrap();
    assert_eq!(sites[0]["property"], "https://example.com/");
    assert_eq!(sites[0]["permission"], "restricted user");
    assert_eq!(sites[0]["may_submit"], false);
    assert_eq!(sites[1]["may_submit"], true);

    let human = run(["sites"]).with(&google).done();
    let expected = "https://example.com/  restricted user\nsc-domain:example.com  owner\n";
    assert!(human.stdout.starts_with(expected), "{human:?}");
}

#[test]
fn an_account_without_properties_is_advised_how_to_get_one() {
    let google = Emulator::start_blocking(Config {
        properties: Vec::new(),
        ..Config::default()
    })
    .unwrap();
    let (done, report) = run(["sites"]).with(&google).json();
    assert_eq!(done.code, 4, "{done:?}");
    let remedy = report["error"]["remedy"].as_str().unwrap();
    for word in [
        google.account_email(),
        "search-console/users",
        "Add an owner",
    ] {
        assert!(remedy.contains(word), "no `{word}` in {remedy}");
    }
}

#[test]
fn a_named_property_is_used_in_the_spelling_of_google() {
    let google = Emulator::start_blocking(Config {
        properties: vec![Property::new("sc-domain:türkish.com", Permission::Owner)],
        quotas: Quotas::UNLIMITED,
        ..Config::default()
    })
    .unwrap();
    let sitemap = "https://xn--trkish-3ya.com/sitemap.xml";
    google.seed_sitemap("sc-domain:türkish.com", sitemap);
    for site in [
        None,
        Some("sc-domain:xn--trkish-3ya.com"),
        Some("SC-DOMAIN:Türkish.com"),
    ] {
        let status = run(["status", sitemap]).with(&google);
        let status = match site {
            Some(site) => status.arg("--site").arg(site),
            None => status,
        };
        let (done, report) = status.json();
        assert_eq!(done.code, 0, "{done:?}");
        let property = &report["sitemaps"][0]["engines"][0]["property"];
        assert_eq!(property, "sc-domain:türkish.com");
    }
}

#[test]
fn another_form_of_a_named_property_is_suggested() {
    let google = Emulator::start_blocking(Config {
        properties: vec![Property::new("sc-domain:example.com", Permission::FullUser)],
        ..Config::default()
    })
    .unwrap();
    let site = "https://example.com/";
    let sitemap = "https://example.com/sitemap.xml";
    for command in ["status", "inspect", "search-analytics"] {
        let asked = run([command, "--site", site]).with(&google);
        let done = match command {
            "search-analytics" => asked.done(),
            _ => asked.arg(sitemap).done(),
        };
        assert_eq!(done.code, 21, "{command}: {done:?}");
        let help = "it sees the site as `--site sc-domain:example.com`";
        assert!(done.stderr.contains(help), "{command}: {done:?}");
    }
}

#[test]
fn a_server_error_is_not_a_result() {
    let (_site, url, google) = submitted(DownloadMode::Never);
    google.add_fault(FaultRule::read_back(Fault::InternalError).forever());

    let (done, report) = run(["status", &url, "--deadline", "2s"])
        .with(&google)
        .json();

    assert_eq!((done.code, &report["outcome"]), (24, &"failed".into()));
    assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{:?}", done.took);
}
