//! A second process is ready when the first one dies.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::client::{Client, eventually, lives};

/// Longer than any test, so that no test succeeds after this wait.
const NO_RESTART: [&str; 3] = ["--standby", "--backoff-initial", "60s"];

/// Number of standbys that were ready, from the log.
fn ready(log: &Path) -> usize {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.matches("Standby is ready").count()
}

fn started(log: &Path, options: &[&str]) -> Client {
    let file = ["--log-level", "debug", "--log-file", log.to_str().unwrap()];
    let client = Client::ready(&[&file[..], options].concat(), &[]);
    eventually("a standby is ready", || ready(log) == 1);
    client
}

/// The current standby.
fn standby(log: &Path) -> Pid {
    let text = std::fs::read_to_string(log).unwrap();
    let (_, rest) = text.rsplit_once("Standby started: process ").unwrap();
    let (process, _) = rest.split_once(',').unwrap();
    Pid::from_raw(process.parse().unwrap()).unwrap()
}

#[test]
fn it_takes_over_at_once_with_the_same_session() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut client = started(&log, &NO_RESTART);
    let guard = standby(&log);
    let first = client.server_process();
    kill_process(first, Signal::KILL).unwrap();
    let second = client.next_server(first);
    // The next standby is delayed; without a standby, a death costs the full backoff.
    assert_eq!(ready(&log), 1);
    let ended = client.close();
    assert!(ended.status.success());
    assert!(!lives(second) && !lives(guard));
    let text = std::fs::read_to_string(&log).unwrap();
    for words in [
        "[WARN] MCP server exited with signal 9 (SIGKILL). The standby takes over, restart 1. The next standby starts in 60s.",
        "[INFO] MCP server recovered after 1 restart.",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_call_that_crashes_the_server_is_answered_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut client = started(&log, &NO_RESTART);
    let crash = client.call("crash", json!({}));
    let list = client.request("tools/list", json!({}));
    assert_eq!(client.answer(crash)["error"]["code"], -32000);
    assert!(client.answer(list)["result"]["tools"].is_array());
    client.server_process();
}

#[test]
fn a_standby_that_dies_is_replaced_and_the_client_hears_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut client = started(&log, &["--standby", "--backoff-initial", "1ms"]);
    let server = client.server_process();
    kill_process(standby(&log), Signal::KILL).unwrap();
    eventually("another standby is ready", || ready(&log) == 2);
    assert_eq!(client.server_process(), server);
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(
        text.contains("[WARN] Standby: MCP server exited with signal 9 (SIGKILL). The next standby starts in 1ms."),
        "{text}"
    );
    assert!(client.close().rest.is_empty());
}

#[test]
fn a_reload_replaces_both() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut client = started(&log, &NO_RESTART);
    let (first, second) = (client.server_process(), standby(&log));
    client.signal(Signal::HUP);
    eventually("another standby is ready", || ready(&log) == 2);
    assert!(!lives(first) && !lives(second));
    assert_ne!(client.server_process(), first);
}

#[test]
fn memory_over_the_limit_costs_a_standby_its_place_and_the_server_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    // Any process uses more memory than that.
    let tight = ["--memory-warn-mb", "1", "--memory-limit-mb", "1"];
    let often = ["--standby", "--memory-check-interval", "1"];
    let mut client = started(&log, &[&tight[..], &often].concat());
    eventually("both were over the limit", || {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        text.matches("over the limit of 1 MiB").count() >= 2
    });
    client.server_process();
    assert!(client.close().status.success());
}
