//! Other commands find running supervisors and restart their servers.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::client::{Client, eventually, lives, server};

/// Runs a command that looks for sockets below `folder`.
fn command(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .env("XDG_RUNTIME_DIR", folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn supervised(folder: &Path, name: &str) -> Client {
    let server = server().into_os_string().into_string().unwrap();
    let options = ["--name", name, "--backoff-initial", "60s"];
    let mut client = Client::run_where(&[("XDG_RUNTIME_DIR", folder)], &options, &[server]);
    client.handshake();
    client
}

/// The supervisors of the server `name`; the fallback directory may have those of other tests.
fn status(folder: &Path, name: &str) -> Vec<Value> {
    let output = command(folder, &["status", "--json", name]);
    assert!(output.status.success());
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    status["supervisors"].as_array().unwrap().clone()
}

#[test]
fn status_finds_running_supervisors() {
    let folder = tempfile::tempdir().unwrap();
    assert!(status(folder.path(), "status-test").is_empty());
    let mut client = supervised(folder.path(), "status-test");
    let pid = client.supervisor().as_raw_nonzero().get();
    let crash = client.call("crash", json!({}));
    client.answer(crash);
    let found = status(folder.path(), "status-test");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["supervisor"], pid);
    assert_eq!(found[0]["condition"], "backoff");
    assert_eq!(
        (&found[0]["restarts"], &found[0]["consecutive_failures"]),
        (&json!(1), &json!(1))
    );
    let last = found[0]["last_event"]["message"].as_str().unwrap();
    assert!(
        last.starts_with("MCP server exited with signal 9"),
        "{last}"
    );
    let text = command(folder.path(), &["status", &pid.to_string()]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(&format!("process {pid}, backoff")), "{text}");
    client.close();
    assert!(status(folder.path(), "status-test").is_empty());
}

#[test]
fn restart_replaces_the_server_and_keeps_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = supervised(folder.path(), "restart-test");
    let first = client.server_process();
    let output = command(folder.path(), &["restart", "restart-test"]);
    assert!(output.status.success(), "{output:?}");
    let second = client.next_server(first);
    assert!(!lives(first) && lives(second));
    let found = status(folder.path(), "restart-test");
    assert_eq!(found[0]["consecutive_failures"], 0);
    assert_eq!(found[0]["generation"], 2);
    let log = client.close().log;
    assert!(
        log.contains("[INFO] Restart command: replacing the MCP server gracefully."),
        "{log}"
    );
    assert!(!log.contains("[WARN]"), "{log}");
}

#[test]
fn an_agent_replaces_its_server_with_a_tool() {
    let mut client = Client::ready(&["--restart-tool", "--backoff-initial", "60s"], &[]);
    let tools = client.request_and_wait("tools/list", json!({}));
    let names = tools["result"]["tools"].as_array().unwrap().iter();
    let names: Vec<&str> = names.map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["echo", "supervisor_restart"]);
    let first = client.server_process();
    let call = client.call("supervisor_restart", json!({}));
    let answer = client.answer(call);
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    let second = client.server_process();
    assert!(second != first && !lives(first));
    let log = client.close().log;
    let message = "[INFO] Tool supervisor_restart: replacing the MCP server gracefully.";
    assert!(log.contains(message), "{log}");
}

#[test]
fn a_tool_that_starts_a_broken_server_reports_why() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("server");
    let server = server().into_os_string().into_string().unwrap();
    let command = ["sh".to_owned(), script.to_str().unwrap().to_owned()];
    std::fs::write(&script, format!("exec {server}\n")).unwrap();
    let mut client = Client::run(&["--restart-tool", "--backoff-initial", "60s"], &command);
    client.handshake();
    std::fs::write(&script, "echo 'a mistake in line 7' >&2; exit 3\n").unwrap();
    let call = client.call("supervisor_restart", json!({}));
    let answer = client.answer(call);
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("it exited with code 3"), "{text}");
    assert!(text.contains("a mistake in line 7"), "{text}");
    // It is repaired, and the tool starts it without the wait.
    std::fs::write(&script, format!("exec {server}\n")).unwrap();
    let call = client.call("supervisor_restart", json!({}));
    let answer = client.answer(call);
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    client.server_process();
}

#[test]
fn restart_needs_one_supervisor() {
    let folder = tempfile::tempdir().unwrap();
    let error = |output: Output| {
        assert_eq!(output.status.code(), Some(4));
        String::from_utf8(output.stderr).unwrap()
    };
    let none = error(command(folder.path(), &["restart", "twice-test"]));
    assert!(
        none.contains("no supervisor of twice-test is running"),
        "{none}"
    );
    let one = supervised(folder.path(), "twice-test");
    let other = supervised(folder.path(), "twice-test");
    let two = error(command(folder.path(), &["restart", "twice-test"]));
    assert!(two.contains("2 supervisors match"), "{two}");
    other.close();
    one.signal(rustix::process::Signal::KILL);
    one.wait();
    // A killed supervisor leaves its socket, which is removed.
    let sockets = || {
        std::fs::read_dir(folder.path().join("mcp-supervisor"))
            .unwrap()
            .count()
    };
    assert_eq!(sockets(), 1);
    assert!(status(folder.path(), "twice-test").is_empty());
    eventually("the socket is removed", || sockets() == 0);
}

#[test]
fn a_changed_file_replaces_the_server_once() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("server.py");
    std::fs::write(&source, "1").unwrap();
    std::fs::write(folder.path().join(".gitignore"), "*.log\n").unwrap();
    let watch = ["--watch", folder.path().to_str().unwrap()];
    let mut client = Client::ready(&[&watch[..], &["--backoff-initial", "60s"]].concat(), &[]);
    let first = client.server_process();
    std::fs::write(folder.path().join("a.log"), "1").unwrap();
    std::fs::write(&source, "2").unwrap();
    std::fs::write(&source, "3").unwrap();
    eventually("the server is replaced", || !lives(first));
    client.next_server(first);
    let log = client.close().log;
    let message = "Files changed: replacing the MCP server gracefully.";
    assert_eq!(log.matches(message).count(), 1, "{log}");
}

#[test]
fn a_path_that_cannot_be_watched_is_an_error() {
    let client = Client::start(&["--watch", "/no/such/path"], &[]);
    let ended = client.wait();
    assert_eq!(ended.status.code(), Some(2));
    assert!(
        ended.log.contains("failed to watch /no/such/path"),
        "{}",
        ended.log
    );
}

#[test]
fn a_wrapped_config_file_runs_its_server_under_this_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mcp.json");
    let original =
        json!({"mcpServers": {"-x": {"command": server(), "args": ["--ignore-sigterm"]}}});
    std::fs::write(&file, original.to_string()).unwrap();
    let path = file.to_str().unwrap();
    let output = command(folder.path(), &["wrap", path]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("-x: runs supervised"), "{text}");
    let wrapped: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let wrapped = &wrapped["mcpServers"]["-x"];
    assert_eq!(wrapped["command"], env!("CARGO_BIN_EXE_mcp-supervisor"));
    let words = wrapped["args"].as_array().unwrap().iter();
    let words: Vec<&str> = words.map(|word| word.as_str().unwrap()).collect();
    assert_eq!(words[..2], ["--name=-x", "--"]);
    let command_line: Vec<String> = words[2..].iter().map(ToString::to_string).collect();
    let mut client = Client::run(&words[..1], &command_line);
    client.handshake();
    client.server_process();
    client.close();
    assert!(command(folder.path(), &["unwrap", path]).status.success());
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        original.to_string()
    );
}
