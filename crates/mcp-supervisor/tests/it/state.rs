//! The failure count is kept across restarts of the supervisor itself.

use std::path::Path;
use std::process::{Command, Output};

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::client::{Client, eventually, lives};

fn status(file: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .args(["status", "--state-file"])
        .arg(file)
        .args(more)
        .output()
        .unwrap()
}

fn fails(file: &Path, most: &str) -> String {
    let options = [
        "--backoff-initial",
        "1ms",
        "--state-file",
        file.to_str().unwrap(),
    ];
    let client = Client::start(
        &[&options[..], &["--give-up-after", most]].concat(),
        &["--die-at-start"],
    );
    let ended = client.wait();
    assert_eq!(ended.status.code(), Some(30));
    ended.log
}

#[test]
fn a_restarted_supervisor_goes_on_where_the_last_one_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/state.json");
    assert!(fails(&file, "3").contains("Restart attempt 2."));
    let log = fails(&file, "5");
    assert!(
        !log.contains("Restart attempt 1.") && log.contains("Restart attempt 4."),
        "{log}"
    );

    let state: Value = serde_json::from_slice(&status(&file, &["--json"]).stdout).unwrap();
    let server = &state["servers"][0];
    assert_eq!(
        (&server["consecutive_failures"], &server["restarts"]),
        (&json!(5), &json!(3))
    );
    assert_eq!(server["running"], false);
    let text = String::from_utf8(status(&file, &[]).stdout).unwrap();
    assert!(text.contains("failures in a row     5\n"), "{text}");
    assert!(text.contains(", gone\n"), "{text}");
    assert!(
        text.ends_with("MCP server exited with code 3. Giving up after 5 consecutive failures.\n"),
        "{text}"
    );
}

#[test]
fn a_stable_server_has_its_failures_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let options = [
        "--backoff-initial",
        "0",
        "--stable-after",
        "50ms",
        "--state-file",
        file.to_str().unwrap(),
    ];
    let mut client = Client::ready(&options, &[]);
    let server = client.server_process();
    kill_process(server, Signal::KILL).unwrap();
    eventually("the server is gone", || !lives(server));
    client.next_server(server);
    eventually("the failure is forgotten", || {
        let state: Value =
            serde_json::from_slice(&status(&file, &["--json"]).stdout).unwrap_or_default();
        let server = &state["servers"][0];
        server["restarts"] == 1 && server["consecutive_failures"] == 0
    });
    let text = String::from_utf8(status(&file, &[]).stdout).unwrap();
    assert!(text.contains(", running\n"), "{text}");
}

/// A healthy server must not reset another one's failure count.
#[test]
fn supervisors_that_share_a_file_at_the_same_time_keep_their_own_counts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let options = [
        "--backoff-initial",
        "0",
        "--stable-after",
        "50ms",
        "--state-file",
        file.to_str().unwrap(),
    ];
    let mut well = Client::ready(&options, &[]);
    assert!(fails(&file, "3").contains("Restart attempt 2."));
    let server = well.server_process();
    kill_process(server, Signal::KILL).unwrap();
    eventually("the server is gone", || !lives(server));
    well.next_server(server);
    let counts = || -> Vec<(u64, u64)> {
        let state: Value =
            serde_json::from_slice(&status(&file, &["--json"]).stdout).unwrap_or_default();
        let servers = state["servers"].as_array().into_iter().flatten();
        let count = |server: &Value, name: &str| server[name].as_u64().unwrap();
        servers
            .map(|server| {
                (
                    count(server, "restarts"),
                    count(server, "consecutive_failures"),
                )
            })
            .collect()
    };
    eventually("the failure of the one is forgotten", || {
        counts() == [(1, 0), (2, 3)]
    });
    let log = fails(&file, "5");
    assert!(
        !log.contains("Restart attempt 3.") && log.contains("Restart attempt 4."),
        "{log}"
    );
    assert!(well.close().status.success());
    assert_eq!(counts(), [(1, 0), (3, 5)]);
    let text = String::from_utf8(status(&file, &[]).stdout).unwrap();
    assert!(text.contains("strict_server: MCP server exited"), "{text}");
}

#[test]
fn a_supervisor_that_was_killed_is_followed_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let options = [
        "--backoff-initial",
        "60s",
        "--state-file",
        file.to_str().unwrap(),
    ];
    let client = Client::start(&options, &["--die-at-start"]);
    let server = || -> Value {
        let state: Value =
            serde_json::from_slice(&status(&file, &["--json"]).stdout).unwrap_or_default();
        state["servers"][0].clone()
    };
    eventually("it has failed once", || {
        server()["consecutive_failures"] == 1
    });
    assert_eq!(server()["running"], true);
    client.signal(Signal::KILL);
    client.wait();
    assert_eq!(server()["running"], false);
    let log = fails(&file, "3");
    assert!(
        !log.contains("Restart attempt 1.") && log.contains("Restart attempt 2."),
        "{log}"
    );
}

/// A full disk must not prevent the start of a server.
#[test]
fn a_state_that_was_damaged_is_moved_aside_and_begun_anew() {
    for text in ["", "{"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        std::fs::write(&file, text).unwrap();
        let log = fails(&file, "2");
        let aside = folder.path().join("state.json.damaged");
        let words = format!(
            ": it is {} now, and the failure count starts at 0.",
            aside.display()
        );
        let told = log.lines().find(|line| line.contains(&words));
        assert!(told.is_some_and(|line| line.contains("[ERROR]")), "{log}");
        assert_eq!(std::fs::read_to_string(&aside).unwrap(), text);
        let state: Value = serde_json::from_slice(&status(&file, &["--json"]).stdout).unwrap();
        assert_eq!(state["servers"][0]["consecutive_failures"], 2);
    }
}

#[test]
fn a_file_that_is_no_state_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    std::fs::write(&file, "#!/bin/sh\n").unwrap();
    let client = Client::start(&["--state-file", file.to_str().unwrap()], &[]);
    let ended = client.wait();
    assert_eq!(ended.status.code(), Some(3));
    let words =
        "is not a state file; remove it to start a new one: expected value at line 1 column 1";
    assert!(ended.log.contains(words), "{}", ended.log);
    let output = status(&file, &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains(words));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "#!/bin/sh\n");
}

#[test]
fn the_man_page_and_the_completions_are_printed() {
    let printed = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(printed(&["man"]).contains(".TH mcp-supervisor 1"));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(
            printed(&["completions", shell]).contains("give-up-after"),
            "{shell}"
        );
    }
}

#[test]
fn the_status_of_a_file_that_does_not_exist_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = status(&folder.path().join("missing"), &[]);
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("missing does not exist"), "{text}");
}
