//! The server dies, and the client continues.

use rustix::process::{Signal, kill_process};
use serde_json::json;

use crate::client::{Client, eventually, lives};

const AT_ONCE: &[&str] = &["--backoff-initial", "0", "--stable-after", "0"];

#[test]
fn the_next_call_works_without_a_new_handshake() {
    let mut client = Client::ready(AT_ONCE, &[]);
    let first = client.server_process();
    kill_process(first, Signal::KILL).unwrap();
    eventually("the first server is gone", || !lives(first));
    client.next_server(first);
    let ended = client.close();
    assert!(ended.status.success());
    assert!(
        ended.log.contains(
            "[WARN] MCP server exited with signal 9 (SIGKILL). Restart attempt 1. Backoff: 0s."
        ),
        "{}",
        ended.log
    );
    assert!(
        ended
            .log
            .contains("[INFO] MCP server recovered after 1 restart."),
        "{}",
        ended.log
    );
}

#[test]
fn a_call_that_was_in_the_server_is_answered_with_what_is_known() {
    let mut client = Client::ready(&["--backoff-initial", "200ms"], &[]);
    let id = client.call("crash", json!({}));
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32000);
    let data = &answer["error"]["data"];
    assert_eq!(
        (&data["restarting"], &data["generation"], &data["attempt"]),
        (&json!(true), &json!(1), &json!(1))
    );
    assert_eq!(data["not_carried_out"], false);
    client.server_process();
}

#[test]
fn a_list_request_in_flight_is_repeated() {
    let mut client = Client::ready(AT_ONCE, &[]);
    // The server reads one message after the other: the list waits behind the crash.
    let crash = client.call("crash", json!({}));
    let list = client.request("tools/list", json!({}));
    assert_eq!(client.answer(crash)["error"]["code"], -32000);
    assert!(client.answer(list)["result"]["tools"].is_array());
}

#[test]
fn an_idempotent_tool_is_called_again_if_enabled() {
    let folder = tempfile::tempdir().unwrap();
    let (tools, mark) = (folder.path().join("tools"), folder.path().join("mark"));
    std::fs::write(&tools, "").unwrap();
    let option = format!("--tools-file={}", tools.display());
    let mut options = AT_ONCE.to_vec();
    options.extend(["--retry-in-flight", "idempotent"]);
    let mut client = Client::ready(&options, &[&option]);
    client.request_and_wait("tools/list", json!({}));
    // `echo` is declared as reading only, `crash-once` is not declared at all.
    std::fs::write(&mark, "").unwrap();
    let crash = client.call("crash-once", json!({"file": mark}));
    let echo = client.call("echo", json!({"word": "again"}));
    assert_eq!(client.answer(crash)["error"]["code"], -32000);
    let answer = client.answer(echo);
    assert_eq!(
        answer["result"]["structuredContent"]["arguments"]["word"],
        "again"
    );
}

#[test]
fn a_server_that_ends_by_itself_is_restarted_and_said_to_have() {
    let mut client = Client::ready(AT_ONCE, &[]);
    let id = client.call("exit", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32000);
    client.server_process();
    let log = client.close().log;
    assert!(
        log.contains("exited with code 0 while the client was connected"),
        "{log}"
    );
}

#[test]
fn it_gives_up_after_the_configured_failures_and_reports_it() {
    let mut client = Client::start(
        &["--backoff-initial", "10ms", "--give-up-after", "3"],
        &["--die-at-start"],
    );
    let id = client.request("initialize", json!({"protocolVersion": "2025-11-25"}));
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32000);
    let ended = client.wait();
    assert_eq!(ended.status.code(), Some(30));
    assert!(
        ended.log.contains("strict_server: cannot start"),
        "{}",
        ended.log
    );
    assert!(
        ended.log.contains(
            "[ERROR] MCP server exited with code 3. Giving up after 3 consecutive failures."
        ),
        "{}",
        ended.log
    );
}

#[test]
fn extended_backoff_answers_at_once_and_is_loud() {
    let mut client = Client::start(
        &[
            "--backoff-initial",
            "1ms",
            "--extended-after",
            "1",
            "--extended-backoff",
            "5min",
        ],
        &["--die-at-start"],
    );
    let id = client.request("initialize", json!({"protocolVersion": "2025-11-25"}));
    let answer = client.answer(id);
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("out of service"),
        "{answer}"
    );
    assert!(
        answer["error"]["data"]["retry_after_ms"].as_u64().unwrap() > 250_000,
        "{answer}"
    );
    let log = client.close().log;
    assert!(
        log.contains(
            "[ERROR] MCP server exited with code 3. Restart attempt 2. Extended backoff: 5min."
        ),
        "{log}"
    );
}

#[test]
fn a_request_waits_no_longer_than_it_may() {
    let options = [
        "--backoff-initial",
        "1h",
        "--backoff-max",
        "1h",
        "--hold",
        "50ms",
    ];
    let mut client = Client::ready(&options, &[]);
    let process = client.server_process();
    kill_process(process, Signal::KILL).unwrap();
    eventually("the server is gone", || !lives(process));
    // One message may still be lost with the server, because the system notices its death first.
    while client.request_and_wait("x/unknown", json!({}))["error"]["data"]["not_carried_out"]
        != true
    {}
}

/// Calls that the server has not read were not carried out, so they can be sent to the next one.
#[test]
fn calls_that_a_dead_server_had_not_read_are_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hangs");
    let mut client = Client::ready(AT_ONCE, &[]);
    let server = client.server_process();
    let hang = client.call("hang", json!({"file": file.to_str().unwrap()}));
    eventually("the server hangs", || file.exists());
    let calls: Vec<u64> = (0..3)
        .map(|number| client.call("echo", json!({"number": number})))
        .collect();
    // The supervisor has passed them on when it answers a later request.
    client.send_raw(b"{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"ping\"}\n");
    client.send_raw(b"{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"ping\"}\n");
    assert_eq!(client.answer(99)["error"]["code"], -32600);
    kill_process(server, Signal::KILL).unwrap();
    assert_eq!(client.answer(hang)["error"]["code"], -32000);
    for call in calls {
        assert!(client.answer(call)["result"].is_object());
    }
    assert!(client.answer(99)["result"].is_object());
}
