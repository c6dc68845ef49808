//! An audit killed at a random point: completed inspections are kept, and the quota is not
//! exceeded.

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use search_console_emulator::{Config, Emulator, Quotas};

use crate::run::{Run, config_of, run};
use crate::site::Site;

const PAGES: u64 = 60;
const QUOTA: u32 = 50;

/// Maximum number of inspections in flight when the process dies.
const UNDER_WAY: u64 = 8;

/// Number of killed processes, run one after the other on each of four threads.
const SEEDS: u64 = 200;

#[test]
fn killed_audits_lose_nothing_and_respect_the_quota() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", usize::try_from(PAGES).unwrap());
    let next = AtomicU64::new(0);
    let in_the_middle = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return;
                    }
                    let learnt = kill_one(seed, &site);
                    let is_half = learnt > 0 && learnt < u64::from(QUOTA);
                    in_the_middle.fetch_add(u64::from(is_half), Ordering::Relaxed);
                }
            });
        }
    });
    // Most runs were killed in the middle of the audit, so the comparison was meaningful.
    let in_the_middle = in_the_middle.into_inner();
    assert!(in_the_middle > SEEDS / 2, "{in_the_middle} of {SEEDS}");
}

/// Kills one audit, completes it with a second one, and returns the number of pages that the first
/// one inspected.
fn kill_one(seed: u64, site: &Site) -> u64 {
    let google = Emulator::start_blocking(Config {
        quotas: Quotas {
            inspections_per_day: Some(QUOTA),
            ..Quotas::UNLIMITED
        },
        ..config_of(site)
    })
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.sqlite3");
    let mut child = audit(site, &google, &store)
        .into_command()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A prime factor spreads the points over the whole audit.
    let point = seed * 7_919 % 47;
    while inspection_count(&google) < point && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_micros(seed * 104_729 % 3_000));
    child.kill().unwrap();
    child.wait().unwrap();

    let inspected_before = inspection_count(&google);
    let learnt = number(&store, "count(*) FROM inspection");
    let spent = number(&store, "coalesce(sum(requests), 0) FROM spent");
    assert!(
        inspected_before <= learnt + UNDER_WAY,
        "seed {seed}: {inspected_before} inspected, {learnt} kept"
    );
    assert!(
        spent >= inspected_before,
        "seed {seed}: {spent} spent, {inspected_before} inspected"
    );

    expire_claims(&store);
    let (done, report) = audit(site, &google, &store).json();
    assert_eq!(done.code, 0, "seed {seed}: {done:?}");
    let audit = &report["audits"][0];
    let known = PAGES - audit["totals"]["not_inspected"].as_u64().unwrap();
    let inspected = audit["inspected"].as_u64().unwrap();
    assert_eq!(known, learnt + inspected, "seed {seed}");
    assert_eq!(spent + inspected, u64::from(QUOTA), "seed {seed}");
    let ledger = google.ledger();
    let refused = ledger
        .iter()
        .filter(|entry| entry.status.is_some_and(|status| status == 429));
    assert_eq!(refused.count(), 0, "seed {seed}: the quota was overspent");
    learnt
}

fn audit(site: &Site, google: &Emulator, store: &Path) -> Run {
    run([
        "audit",
        &site.url("/sitemap.xml"),
        "--quota-per-minute",
        "60000",
    ])
    .arg("--quota-per-day")
    .arg(QUOTA.to_string())
    .arg("--store")
    .arg(store)
    .with(google)
}

/// Lets the ten seconds pass for which the claims of the killed audit are respected.
fn expire_claims(store: &Path) {
    if store.exists() {
        let store = rusqlite::Connection::open(store).unwrap();
        // There may be no table yet.
        let _ = store.execute("UPDATE page SET claimed_at = claimed_at - 10001", []);
    }
}

fn inspection_count(google: &Emulator) -> u64 {
    let ledger = google.ledger();
    ledger
        .iter()
        .filter(|entry| entry.path.contains("urlInspection"))
        .count() as u64
}

/// Number of rows in a table; zero if the store does not exist.
fn number(store: &Path, what: &str) -> u64 {
    if !store.exists() {
        return 0;
    }
    let store = rusqlite::Connection::open(store).unwrap();
    store
        .query_row(&format!("SELECT {what}"), [], |row| row.get(0))
        .unwrap_or(0)
}
