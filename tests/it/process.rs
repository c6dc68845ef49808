//! Process behaviour: signals, core files, streams, arguments.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use search_console_emulator::{Config, DownloadMode, Emulator};

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, Done, config_of, google_of, run};
use crate::site::{Page, Site};

/// Result of an interrupted submission of a valid sitemap and one that never ends.
pub(crate) fn stopped_by(signal: &str) -> Done {
    let site = Site::start();
    site.put(
        "/stuck.xml",
        Page::Stalled(b"<?xml version=\"1.0\"?>".to_vec()),
    );
    site.put_sitemap("/good.xml", 1);
    let google = google_of(&site);
    let good = site.url("/good.xml");
    let mut child = run(["submit", &good, &site.url("/stuck.xml"), "--format", "json"])
        .with(&google)
        .into_command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let both_under_way = || {
        let is_fetched = site
            .requests()
            .iter()
            .any(|request| request.path == "/stuck.xml");
        is_fetched && google.sitemap(&site.root(), &good).is_some()
    };
    let start = Instant::now();
    while !both_under_way() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it never got there"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let start = Instant::now();
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let mut early = String::new();
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_to_string(&mut early)
        .unwrap();
    let mut done = Done::from(child.wait_with_output().unwrap(), start.elapsed());
    done.stdout = early;
    done
}

#[test]
fn a_signal_stops_the_run_and_the_report_is_written() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let done = stopped_by(signal);
        assert_eq!(done.code, code, "{done:?}");
        assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{done:?}");
        let report = done.report();
        assert_eq!(report["sitemaps"][1]["outcome"], "failed");
        assert_eq!(report["sitemaps"][1]["exit_code"], code);
    }
}

#[test]
fn a_signal_during_the_wait_keeps_the_submission() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 10);
    let google = Emulator::start_blocking(Config {
        download_mode: DownloadMode::Never,
        ..config_of(&site)
    })
    .unwrap();
    let url = site.url("/sitemap.xml");
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.sqlite3");
    let child = run(["submit", &url, "--wait", "60s", "--format", "json"])
        .arg("--store")
        .arg(&store)
        .with(&google)
        .into_command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The first request is the read-back, the second belongs to `--wait`.
    let looks = || {
        let ledger = google.ledger();
        ledger
            .iter()
            .filter(|entry| entry.method == "GET" && entry.path.contains("/sitemaps/"))
            .count()
    };
    let start = Instant::now();
    while looks() < 2 {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it never got there"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let done = Done::from(child.wait_with_output().unwrap(), start.elapsed());

    let report = done.report();
    assert_eq!((done.code, &report["outcome"]), (143, &"pending".into()));
    let engine = &report["sitemaps"][0]["engines"][0];
    assert_eq!(
        (&engine["outcome"], &engine["attempts"]),
        (&"pending".into(), &1.into())
    );
    assert!(engine["last_submitted"].is_string(), "{engine}");
    // The next submission is compared with this one.
    site.put_sitemap("/sitemap.xml", 2);
    let shrunk = run(["submit", &url, "--max-shrink", "10%"])
        .arg("--store")
        .arg(&store)
        .with(&google)
        .done();
    assert_eq!(shrunk.code, 10, "{shrunk:?}");
}

#[test]
fn a_closed_output_pipe_is_not_an_error() {
    let site = Site::start();
    site.put_sitemap("/good.xml", 1);
    let mut child = run(["validate", &site.url("/good.xml")])
        .into_command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let site = Site::start();
    site.put_sitemap("/good.xml", 1);
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = run(["validate", &site.url("/good.xml")])
        .into_command()
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("failed to write the report"), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_key_is_not_in_core_files() {
    let site = Site::start();
    site.put("/stuck.xml", Page::Stalled(Vec::new()));
    let mut child = run(["validate", &site.url("/stuck.xml")])
        .into_command()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while site.requests().is_empty() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it sent no request"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id()));
    child.kill().unwrap();
    child.wait().unwrap();
    // The /proc files of an undumpable process belong to root, so other users cannot read them.
    if let Ok(limits) = limits {
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"))
            .unwrap();
        let numbers: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
        assert_eq!(numbers, ["0", "0"], "{core}");
    }
}

#[test]
fn typos_are_explained() {
    for arguments in [
        ["submit", "--frobnicate"],
        ["submit", "--wait=soon"],
        ["validate", "--format=markdown"],
    ] {
        let done = run(arguments).done();
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{done:?}");
        assert!(done.stderr.contains("error:"), "{done:?}");
    }
}

#[test]
fn manuals_and_completions_are_written() {
    let manual = run(["man"]).done();
    assert_eq!(manual.code, 0);
    for subcommand in [
        "submit",
        "validate",
        "status",
        "sites",
        "completions",
        "man",
    ] {
        let page = format!(".TH sitemap-submit-{subcommand} ");
        assert!(manual.stdout.contains(&page), "{page}");
    }
    for text in ["EXIT STATUS", "\\-\\-min\\-urls"] {
        assert!(manual.stdout.contains(text), "{text}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(["completions", shell]).done();
        assert_eq!(script.code, 0);
        assert!(script.stdout.contains("min-urls"), "{shell}");
    }
}
