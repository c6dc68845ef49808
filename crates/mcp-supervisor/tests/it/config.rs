//! Settings from a file.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::client::{Client, eventually, server};

/// Runs until it ends, with a client that stays connected.
fn run(file: &Path, more: &[&str]) -> Output {
    let mut supervisor = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .arg("--config")
        .arg(file)
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let client = supervisor.stdin.take();
    let output = supervisor.wait_with_output().unwrap();
    drop(client);
    output
}

#[test]
fn a_file_names_the_server_and_its_settings_and_the_command_line_wins() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    let text = format!(
        "give-up-after = 7\nbackoff-initial = \"1ms\"\nlog-format = \"json\"\n\n\
         [servers.strict]\ncommand = [{:?}, \"--die-at-start\"]\ngive-up-after = 2\n\n\
         [servers.other]\ngive-up-after = 1\n",
        server().to_str().unwrap()
    );
    std::fs::write(&file, text).unwrap();
    let ended = run(&file, &["--name", "strict"]);
    assert_eq!(ended.status.code(), Some(30));
    let log = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(log.matches("\"event\":\"crashed\"").count(), 1, "{log}");

    let ended = run(&file, &["--name", "strict", "--give-up-after", "3"]);
    let log = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(log.matches("\"event\":\"crashed\"").count(), 2, "{log}");
}

#[test]
fn a_server_that_the_file_does_not_have_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    for (text, others) in [
        (
            "[servers.search]\ncommand = [\"/s\"]\n[servers.files]\ncommand = [\"/f\"]\n",
            "; available: search, files",
        ),
        ("hold = \"1s\"\n", ""),
    ] {
        std::fs::write(&file, text).unwrap();
        let ended = run(&file, &["--name", "serach"]);
        assert_eq!(ended.status.code(), Some(2));
        let told = String::from_utf8(ended.stderr).unwrap();
        let words = format!("error: no [servers.serach] in {}{others}\n", file.display());
        assert_eq!(told, words);
    }
}

#[test]
fn a_command_on_the_command_line_wins_over_that_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    std::fs::write(&file, "command = [\"/nonexistent\"]\n").unwrap();
    let mut client = Client::ready(&["--config", file.to_str().unwrap()], &[]);
    let answer = client.request_and_wait("tools/call", json!({"name": "echo", "arguments": {}}));
    assert!(answer["result"].is_object(), "{answer}");
}

#[test]
fn a_flag_of_a_file_is_true_or_false() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    let log = folder.path().join("log");
    let text = format!("standby = true\nlog-level = \"debug\"\nlog-file = {log:?}\n");
    std::fs::write(&file, text).unwrap();
    let client = Client::ready(&["--config", file.to_str().unwrap()], &[]);
    eventually("a standby is ready", || {
        std::fs::read_to_string(&log).is_ok_and(|text| text.contains("Standby is ready"))
    });
    assert!(client.close().status.success());
    std::fs::write(&file, "standby = \"yes\"\n").unwrap();
    let said = String::from_utf8(run(&file, &["--", "true"]).stderr).unwrap();
    assert!(
        said.contains("fleet.toml:1:11: `standby` takes true or false, not a text"),
        "{said}"
    );
}

#[test]
fn a_password_in_a_wrong_address_is_not_repeated() {
    let wrong = "nats://user:hunter2@host/a.>";
    for (options, variable) in [(vec!["--announce", wrong], ""), (vec![], wrong)] {
        let output = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
            .args(options)
            .args(["--", "true"])
            .env("NATS_URL", variable)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("is a subject prefix"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    std::fs::write(&file, format!("announce = [{wrong:?}]\n")).unwrap();
    let said = String::from_utf8(run(&file, &["--", "true"]).stderr).unwrap();
    assert!(
        said.contains(":1:13: `announce`: ") && !said.contains("hunter2"),
        "{said}"
    );
}

#[test]
fn a_mistake_in_a_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fleet.toml");
    for (text, words) in [
        (
            "hold = \"30s\"\nholt = 3\n",
            ":2:1: unknown setting `holt`: did you mean `hold`? Settings are the options of `mcp-supervisor --help`, without the dashes\n",
        ),
        (
            "\n\nhold = \"soon\"\n",
            ":3:8: `hold`: give a time such as 500ms, 2s or 5min; a plain number is seconds\n",
        ),
        (
            "[servers.b]\n# fine\nlog-format = \"json\"\n[servers.a]\nhold = {}\nlog-format = \"xml\"\n",
            ":5:8: `hold` takes a text or a number, not a table\n",
        ),
        ("hold = \n", ":1:8: not valid TOML: "),
        (
            "config = \"other\"\n",
            ":1:1: `config` cannot be set in a file\n",
        ),
        (
            "log-format = \"xml\"\n",
            ":1:14: `log-format`: `xml` is not one of text, json\n",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let ended = run(&file, &["--", "true"]);
        let said = String::from_utf8(ended.stderr).unwrap();
        let expected = format!("error: {}{words}", file.display());
        assert!(said.starts_with(&expected), "{said} is not {expected}");
        assert_eq!(ended.status.code(), Some(2));
    }
    let ended = run(&folder.path().join("missing.toml"), &["--", "true"]);
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("missing.toml: No such file"), "{said}");
}
