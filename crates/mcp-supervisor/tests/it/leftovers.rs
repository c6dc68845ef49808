//! No process remains, regardless of how the session ends.

use std::io::Write as _;
use std::process::{Command, Stdio};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::client::{Client, eventually, lives};

/// All processes whose command line contains this text.
fn running(text: &str) -> Vec<Pid> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(process) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        let process = Pid::from_raw(process).unwrap();
        if line.contains(text) && lives(process) {
            found.push(process);
        }
    }
    found
}

/// A number of seconds that no other run uses.
fn unique(number: u32) -> String {
    format!("{number}.{}", std::process::id())
}

/// A server that has started a process in its own session, identified by its number.
fn with_escaped(options: &[&str], of_server: &[&str], seconds: &str) -> (Client, Pid) {
    let mut client = Client::ready(options, of_server);
    let id = client.call("escape", json!({"seconds": seconds}));
    client.answer(id);
    eventually("the process has escaped", || {
        !running(&format!("sleep {seconds}")).is_empty()
    });
    let server = client.server_process();
    (client, server)
}

fn nothing_left(server: Pid, seconds: &str) {
    eventually("the server is gone", || !lives(server));
    eventually("what it started is gone", || {
        running(&format!("sleep {seconds}")).is_empty()
    });
}

#[test]
fn when_the_client_goes() {
    let (client, server) = with_escaped(&[], &[], &unique(86401));
    assert!(client.close().status.success());
    nothing_left(server, &unique(86401));
}

#[test]
fn when_a_signal_stops_a_server_that_ignores_sigterm() {
    let options = ["--close-grace", "50ms", "--term-grace", "50ms"];
    let (client, server) = with_escaped(&options, &["--ignore-sigterm"], &unique(86402));
    client.signal(Signal::TERM);
    let ended = client.wait();
    assert!(ended.status.success());
    assert!(
        ended
            .log
            .contains("[INFO] SIGTERM: stopping the MCP server."),
        "{}",
        ended.log
    );
    nothing_left(server, &unique(86402));
}

#[test]
fn when_the_server_crashes() {
    let (mut client, server) = with_escaped(&["--backoff-initial", "0"], &[], &unique(86403));
    kill_process(server, Signal::KILL).unwrap();
    nothing_left(server, &unique(86403));
    client.next_server(server);
}

#[test]
fn when_the_supervisor_is_killed() {
    let (client, server) = with_escaped(&[], &["--ignore-sigterm"], &unique(86404));
    client.signal(Signal::KILL);
    nothing_left(server, &unique(86404));
}

#[test]
fn when_one_of_the_guards_is_killed() {
    for (which, seconds) in [(0, 86405), (1, 86406)] {
        let seconds = unique(seconds);
        let (mut client, server) = with_escaped(&["--backoff-initial", "0"], &[], &seconds);
        kill_process(client.guards()[which], Signal::KILL).unwrap();
        nothing_left(server, &seconds);
        client.next_server(server);
    }
}

/// Kills all of them before any can detect the end of another.
fn at_once(processes: &[Pid]) {
    for signal in [Signal::STOP, Signal::KILL] {
        for process in processes {
            // A guard may have ended already, since it ends with its parent.
            match kill_process(*process, signal) {
                Ok(()) | Err(Errno::SRCH) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[test]
fn when_the_supervisor_and_a_guard_are_killed_at_once() {
    for (which, seconds) in [(0, 86407), (1, 86408)] {
        let seconds = unique(seconds);
        let (client, server) = with_escaped(&[], &["--ignore-sigterm"], &seconds);
        at_once(&[client.supervisor(), client.guards()[which]]);
        nothing_left(server, &seconds);
    }
}

#[test]
fn when_both_guards_are_killed_at_once() {
    let seconds = unique(86409);
    let (mut client, server) = with_escaped(&["--backoff-initial", "0"], &[], &seconds);
    at_once(&client.guards());
    nothing_left(server, &seconds);
    client.next_server(server);
}

/// Its children may survive, since no process remains to find them.
#[test]
fn when_all_three_are_killed_at_once_the_server_goes_too() {
    let mut client = Client::ready(&[], &["--ignore-sigterm"]);
    let server = client.server_process();
    let [first, second] = client.guards();
    at_once(&[client.supervisor(), first, second]);
    eventually("the server is gone", || !lives(server));
}

#[test]
fn a_request_that_is_being_worked_on_when_the_end_comes_is_answered() {
    let mut client = Client::ready(&["--close-grace", "10ms", "--term-grace", "10ms"], &[]);
    let id = client.call("hang", json!({}));
    client.signal(Signal::TERM);
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32003);
    assert!(client.wait().rest.is_empty());
}

/// A server that takes a moment to shut down, and records how it ended.
#[test]
fn a_client_that_goes_leaves_the_server_the_time_to_end_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note");
    let script = format!(
        "trap 'echo terminated >> {0}; exit' TERM; echo started > {0}; cat > /dev/null; sleep 0.3; echo ended >> {0}",
        note.display()
    );
    let mut supervisor = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .args(["--", "sh", "-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let read = || std::fs::read_to_string(&note).unwrap_or_default();
    eventually("the server runs", || !read().is_empty());
    // Both ends at once, as when the client's process ends.
    drop(supervisor.stdout.take());
    drop(supervisor.stdin.take());
    assert!(supervisor.wait().unwrap().success());
    assert_eq!(read(), "started\nended\n");
}

#[test]
fn piped_requests_are_answered_before_the_exit() {
    let mut supervisor = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .arg("--")
        .arg(crate::client::server())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = supervisor.stdin.take().unwrap();
    // Fewer bytes than the capacity of a pipe, since the answers are not read.
    for id in 0..300 {
        let method = if id == 0 { "initialize" } else { "ping" };
        let params = json!({"protocolVersion": "2025-11-25"});
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        writeln!(input, "{message}").unwrap();
    }
    drop(input);
    let output = supervisor.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.matches("\"result\"").count(), 300);
}
