//! Under random network and API faults, the reported outcome is correct, arrives before the
//! deadline and contains no secrets.
//!
//! Each seed draws a schedule of faults (`FaultSchedule::random`), runs a whole submission against
//! it, and compares the reported outcome with the emulator's record.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use search_console_emulator::{Config, DownloadMode, Emulator, FaultSchedule, Hanging, Mix};

use crate::run::{Done, config_of, run};
use crate::site::Site;

/// Value of `--deadline`.
const DEADLINE: Duration = Duration::from_secs(20);

/// Time that the process may take in addition to the deadline.
const GRACE: Duration = Duration::from_secs(1);

/// Number of concurrent runs; they mostly wait.
const AT_ONCE: usize = 16;

#[test]
fn a_hundred_fault_schedules_are_reported_correctly() {
    run_schedules(100);
}

#[test]
#[ignore = "takes minutes; scripts/chaos runs it"]
fn a_thousand_fault_schedules_are_reported_correctly() {
    run_schedules(1_000);
}

fn run_schedules(seeds: u64) {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 3);
    let next = AtomicU64::new(0);
    let confirmed = AtomicU64::new(0);
    let problems: Vec<String> = std::thread::scope(|scope| {
        let worker = || {
            let mut problems = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= seeds {
                    return problems;
                }
                problems.extend(problems_of(seed, &site, &confirmed));
            }
        };
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    // Both outcomes occurred, so the comparison was meaningful.
    let confirmed = confirmed.into_inner();
    assert!(
        confirmed > seeds / 2 && confirmed < seeds,
        "{confirmed} of {seeds} confirmed"
    );
}

/// Problems found in the run of `seed`.
fn problems_of(seed: u64, site: &Site, confirmed: &AtomicU64) -> Vec<String> {
    let mix = Mix {
        hang: Hanging::Included,
        ..Mix::default()
    };
    let schedule = FaultSchedule::random(seed, &mix);
    let emulator = Emulator::start_blocking(Config {
        download_mode: DownloadMode::Never,
        faults: schedule.rules.clone(),
        ..config_of(site)
    })
    .unwrap();
    let url = site.url("/sitemap.xml");
    let deadline = format!("{}s", DEADLINE.as_secs());

    let (done, report) = run(["--log", "debug", "submit", &url, "--deadline", &deadline])
        .arg("--site")
        .arg(site.root())
        .with(&emulator)
        .json();

    let mut problems = Vec::new();
    let is_confirmed = report["outcome"] == "confirmed";
    confirmed.fetch_add(u64::from(is_confirmed), Ordering::Relaxed);
    let is_recorded = emulator.sitemap(&site.root(), &url).is_some();
    if is_confirmed != is_recorded {
        problems.push(format!("confirmed {is_confirmed}, recorded {is_recorded}"));
    }
    if !done.stderr.contains("DEBUG") {
        problems.push("nothing was logged, so the log proves nothing".to_owned());
    }
    if is_confirmed != (done.code == 0) {
        problems.push(format!("confirmed {is_confirmed}, exit code {}", done.code));
    }
    if done.took > DEADLINE + GRACE {
        problems.push(format!("took {:?}", done.took));
    }
    problems.extend(leaks(&done, &emulator));
    for problem in &mut problems {
        *problem = format!("seed {seed}: {problem}\n{:#?}\n{done:#?}", schedule.rules);
    }
    problems
}

/// Secrets that appear in the output of the run.
fn leaks(done: &Done, emulator: &Emulator) -> Vec<String> {
    let secrets = emulator.secrets();
    assert!(!secrets.is_empty(), "there is always a key");
    secrets
        .iter()
        .filter(|secret| done.stdout.contains(*secret) || done.stderr.contains(*secret))
        .map(|secret| format!("shows the secret that begins with {secret:.12}"))
        .collect()
}
