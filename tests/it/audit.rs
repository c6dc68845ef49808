//! `audit` with a short deadline, a failing store, or times in the future in the store.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use search_console_emulator::{
    Config, Emulator, Fault, FaultRule, Moment, PathMatch, Permission, Property,
};

use crate::run::{Run, config_of, google_of, run};
use crate::site::{Page, Site};

const DAY: i64 = 86_400_000;

fn site_of(pages: usize) -> Site {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", pages);
    site
}

fn store() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite3");
    (folder, path)
}

fn audit(sites: &[&Site], google: &Emulator, store: &Path) -> Run {
    let audit = run(["audit", "--quota-per-minute", "60000", "--store"]).arg(store);
    sites.iter().fold(audit.with(google), |audit, site| {
        audit.arg(site.url("/sitemap.xml"))
    })
}

#[test]
fn the_deadline_applies_to_the_choice_of_the_property() {
    let site = site_of(1);
    let google = google_of(&site);
    let moment = Moment::BeforeChange;
    google.add_fault(
        FaultRule::once(Fault::Hang { moment })
            .on(PathMatch::Sites)
            .forever(),
    );
    let (_folder, path) = store();

    let (done, report) = audit(&[&site], &google, &path).arg("--deadline=1s").json();

    assert_eq!((done.code, &report["outcome"]), (24, &"failed".into()));
    // Without the deadline it would take ten minutes.
    assert!(done.took < Duration::from_secs(60), "{:?}", done.took);
}

#[test]
fn a_store_that_fails_at_one_property_keeps_the_report_of_the_other() {
    // Properties are audited in order of their names, and either port may be lower.
    let mut sites = [Site::start(), Site::start()];
    sites.sort_by_key(Site::root);
    let [first, second] = &sites;
    first.put_sitemap("/sitemap.xml", 2);
    second.put_sitemap("/sitemap.xml", 3);
    let property = |site: &Site| Property::new(site.root(), Permission::Owner);
    let google = Emulator::start_blocking(Config {
        properties: vec![property(first), property(second)],
        ..config_of(first)
    })
    .unwrap();
    let (_folder, path) = store();
    assert_eq!(audit(&[first], &google, &path).done().code, 0);
    let refusal = format!(
        "CREATE TRIGGER refusal BEFORE INSERT ON property WHEN NEW.name = '{}'
         BEGIN SELECT RAISE(ABORT, 'not that one'); END",
        second.root()
    );
    Connection::open(&path)
        .unwrap()
        .execute(&refusal, [])
        .unwrap();

    let (done, report) = audit(&[first, second], &google, &path).json();

    assert_eq!(&report["outcome"], "partial", "{done:?}");
    assert_ne!(done.code, 0);
    assert_eq!(report["audits"].as_array().unwrap().len(), 1);
    assert_eq!(report["audits"][0]["totals"]["listed"], 2);
    let causes = report["errors"][0]["causes"].to_string();
    assert!(causes.contains("not that one"), "{causes}");
}

#[test]
fn results_are_reported_even_if_pruning_fails() {
    let site = site_of(2);
    let google = google_of(&site);
    let (_folder, path) = store();
    assert_eq!(audit(&[&site], &google, &path).done().code, 0);
    let store = Connection::open(&path).unwrap();
    store
        .execute("INSERT INTO spent SELECT id, 0, 1 FROM property", [])
        .unwrap();
    let refusal = "CREATE TRIGGER refusal BEFORE DELETE ON spent
                   BEGIN SELECT RAISE(ABORT, 'nothing is forgotten'); END";
    store.execute(refusal, []).unwrap();

    let (done, report) = audit(&[&site], &google, &path).json();

    assert_eq!(&report["outcome"], "partial", "{done:?}");
    assert_ne!(done.code, 0);
    let audit = &report["audits"][0];
    assert_eq!(audit["totals"]["listed"], 2);
    let causes = audit["error"]["causes"].to_string();
    assert!(causes.contains("nothing is forgotten"), "{causes}");
}

#[test]
fn a_store_with_times_in_the_future_blocks_nothing() {
    let site = site_of(3);
    let google = google_of(&site);
    let (_folder, path) = store();
    let small = |arguments: Run| arguments.arg("--quota-per-day").arg("3").json();
    let (done, report) = small(audit(&[&site], &google, &path));
    assert_eq!(
        (done.code, &report["audits"][0]["inspected"]),
        (0, &3.into())
    );
    let store = Connection::open(&path).unwrap();
    for (table, column) in [
        ("spent", "at"),
        ("inspection", "at"),
        ("page", "inspected_at"),
        ("page", "since"),
    ] {
        let year = format!("UPDATE {table} SET {column} = {column} + {}", 365 * DAY);
        store.execute(&year, []).unwrap();
    }

    let (done, report) = small(audit(&[&site], &google, &path));

    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["audits"][0]["inspected"], 3);
    assert_eq!(report["audits"][0]["quota"]["left"], 0);
    // The newer inspections have replaced those dated in the future.
    let (done, report) = small(audit(&[&site], &google, &path));
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(report["audits"][0]["fresh"], 3);
}

#[test]
fn a_page_in_two_sitemaps_is_added_once() {
    let site = site_of(2);
    site.put_sitemap("/other.xml", 3);
    let google = google_of(&site);
    let (_folder, path) = store();
    let added = || {
        let both = audit(&[&site], &google, &path).arg(site.url("/other.xml"));
        let (done, report) = both.json();
        assert_eq!(done.code, 0, "{done:?}");
        let sitemaps = report["audits"][0]["sitemaps"].as_array().unwrap().clone();
        let number = |one: &serde_json::Value| one["added"].as_u64().unwrap();
        sitemaps.iter().map(number).collect::<Vec<_>>()
    };

    assert_eq!(added(), [2, 1]);
    assert_eq!(added(), [0, 0]);
}

#[test]
fn urls_that_differ_in_their_fragment_are_one_page() {
    let site = Site::start();
    let urls = ["/x", "/x#a", "/x#b"].map(|path| site.url(path));
    site.put(
        "/sitemap.xml",
        Page::Content("text/plain", urls.join("\n").into_bytes()),
    );
    let google = google_of(&site);
    let (_folder, path) = store();

    let (done, report) = audit(&[&site], &google, &path).json();

    assert_eq!(done.code, 0, "{done:?}");
    let audit = &report["audits"][0];
    assert_eq!(
        (&audit["totals"]["listed"], &audit["inspected"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn the_budget_is_for_all_properties_of_a_run() {
    let sites = [site_of(3), site_of(3)];
    let properties = sites
        .iter()
        .map(|site| Property::new(site.root(), Permission::Owner));
    let google = Emulator::start_blocking(Config {
        properties: properties.collect(),
        ..config_of(&sites[0])
    })
    .unwrap();
    let (_folder, path) = store();
    let [first, second] = &sites;

    let audit = audit(&[first, second], &google, &path);
    let (done, report) = audit.arg("--budget=2").json();

    assert_eq!(done.code, 0, "{done:?}");
    let number = |index: usize, field: &str| report["audits"][index][field].clone();
    assert_eq!(
        [0, 1].map(|index| (number(index, "inspected"), number(index, "ended"))),
        [2, 0].map(|inspected| (inspected.into(), "budget".into()))
    );
    let requests = google.ledger().into_iter();
    let inspections = requests.filter(|entry| entry.path.contains("urlInspection"));
    assert_eq!(inspections.count(), 2);
}
