//! Faults of servers are logged, and the client gets an answer.

use std::os::unix::fs::PermissionsExt as _;

use rustix::process::Signal;
use serde_json::json;

use crate::client::{Client, eventually, lives};

const AT_ONCE: &[&str] = &["--backoff-initial", "0", "--stable-after", "0"];

/// The error for the client, the exit code and the log of a supervisor whose server does not start.
fn not_started(command: &[&str]) -> (serde_json::Value, Option<i32>, String) {
    let options = ["--backoff-initial", "1ms", "--give-up-after", "2"];
    let command: Vec<String> = command.iter().map(ToString::to_string).collect();
    let mut client = Client::run(&options, &command);
    let id = client.request("initialize", json!({"protocolVersion": "2025-11-25"}));
    let error = client.answer(id)["error"].clone();
    let ended = client.wait();
    (error, ended.status.code(), ended.log)
}

#[test]
fn a_command_that_cannot_be_run_ends_the_supervisor_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server");
    let name = file.to_str().unwrap();
    let missing = format!("{name} does not exist");
    let check = |program: &str, why: &str| {
        let (error, code, log) = not_started(&[program]);
        assert_eq!(error["code"], -32003);
        assert!(error["message"].as_str().unwrap().contains(why), "{error}");
        assert_eq!(code, Some(32));
        assert!(
            log.contains(&format!("MCP server could not be started: {why}")),
            "{log}"
        );
    };
    check(name, &missing);
    check("no-such-server", "no-such-server was not found in PATH");
    std::fs::write(&file, "#!/bin/sh\n").unwrap();
    check(name, &format!("{name} is not executable"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let (_, code, log) = not_started(&[name]);
    assert_eq!(code, Some(30));
    assert!(log.contains("MCP server exited with code 0"), "{log}");
}

#[test]
fn a_server_that_fails_to_start_is_reported_with_its_last_words_and_without_secrets() {
    let script = "echo \"GITHUB_TOKEN $TEST_TOKEN is invalid\" >&2; exit 7";
    let command = ["sh", "-c", script].map(String::from);
    let token = std::path::Path::new("ghp_0123456789");
    let mut client = Client::run_where(&[("TEST_TOKEN", token)], &[], &command);
    let id = client.request("initialize", json!({"protocolVersion": "2025-11-25"}));
    let error = client.answer(id)["error"].clone();
    assert_eq!(error["code"], -32000);
    let message = error["message"].as_str().unwrap();
    let details = "it exited with code 7; last line of its standard error: GITHUB_TOKEN [redacted] is invalid";
    assert!(message.ends_with(details), "{message}");
    assert_eq!(
        error["data"]["stderr"],
        json!(["GITHUB_TOKEN [redacted] is invalid"])
    );
    // Later requests get the same error at once.
    let id = client.request("initialize", json!({"protocolVersion": "2025-11-25"}));
    assert_eq!(client.answer(id)["error"]["code"], -32000);
    client.close();
}

#[test]
fn lines_that_are_not_messages_are_logged_and_not_passed_on() {
    let mut client = Client::ready(&[], &[]);
    let id = client.call("garbage", json!({}));
    client.answer(id);
    let log = client.close().log;
    assert!(
        log.contains(
            "wrote a line to standard output that is not a message: Listening on port 3000"
        ),
        "{log}"
    );
    assert!(
        log.contains("that is not a message: {\"level\":\"info\"}"),
        "{log}"
    );
    assert!(
        log.contains("that is not a message: \u{fffd}\u{fffd}\n"),
        "{log}"
    );
}

#[test]
fn an_answer_that_is_not_utf_8_is_answered_with_an_error() {
    let mut client = Client::ready(&[], &[]);
    let id = client.call("garbled", json!({"id": 2}));
    assert_eq!(id, 2);
    let error = client.answer(id)["error"].clone();
    assert_eq!(error["code"], -32000);
    assert!(
        error["message"].as_str().unwrap().contains("invalid UTF-8"),
        "{error}"
    );
    client.server_process();
    let log = client.close().log;
    assert!(log.contains("that is not a message: {"), "{log}");
}

#[test]
fn half_a_message_is_dropped_with_its_server() {
    let mut client = Client::ready(AT_ONCE, &[]);
    let id = client.call("half-line", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32000);
    client.server_process();
    let log = client.close().log;
    assert!(
        log.contains("[WARN] 22 bytes of a message that MCP server did not finish were dropped."),
        "{log}"
    );
}

#[test]
fn a_message_without_end_is_bounded() {
    let mut options = AT_ONCE.to_vec();
    options.extend([
        "--max-message",
        "1",
        "--close-grace",
        "10ms",
        "--term-grace",
        "10ms",
    ]);
    let mut client = Client::ready(&options, &[]);
    let id = client.call("endless-line", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32000);
    client.server_process();
    let log = client.close().log;
    assert!(
        log.contains("it wrote a line that is longer than --max-message allows"),
        "{log}"
    );
}

#[test]
fn a_long_message_of_the_client_is_answered_and_the_next_one_works() {
    let mut client = Client::ready(&["--max-message", "1"], &[]);
    let id = client.call("echo", json!({"long": "x".repeat(2_000_000)}));
    assert!(id > 0);
    let answer = client.read();
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(id), &json!(-32600))
    );
    client.server_process();
}

#[test]
fn an_answer_that_is_too_long_fails_its_request_and_the_server_stays() {
    let mut client = Client::ready(&["--max-message", "1"], &[]);
    let server = client.server_process();
    let id = client.call("large", json!({"bytes": 3_000_000}));
    let error = client.answer(id)["error"].clone();
    assert_eq!(error["code"], -32000);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("longer than --max-message"), "{message}");
    assert_eq!(client.server_process(), server);
}

#[test]
fn ten_megabytes_pass() {
    let mut client = Client::ready(&[], &[]);
    let long = "é".repeat(5_000_000);
    let id = client.call("echo", json!({"long": long}));
    let answer = client.answer(id);
    assert_eq!(
        answer["result"]["structuredContent"]["arguments"]["long"].as_str(),
        Some(&*long)
    );
}

#[test]
fn a_server_that_closes_its_output_but_lives_is_replaced() {
    let mut options = AT_ONCE.to_vec();
    options.extend(["--close-grace", "10ms", "--term-grace", "10ms"]);
    let mut client = Client::ready(&options, &["--ignore-sigterm"]);
    let id = client.call("close-output", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32000);
    client.server_process();
    let log = client.close().log;
    assert!(
        log.contains("it closed its output and did not end"),
        "{log}"
    );
}

#[test]
fn a_flood_on_standard_error_does_not_delay_messages() {
    let mut client = Client::ready(&[], &[]);
    let id = client.call("flood-stderr", json!({}));
    client.answer(id);
    client.server_process();
    assert!(client.close().status.success());
}

#[test]
fn a_hanging_server_is_noticed_by_its_silence() {
    let mut options = AT_ONCE.to_vec();
    options.extend([
        "--request-timeout",
        "100ms",
        "--ping-after",
        "1h",
        "--ping-timeout",
        "100ms",
    ]);
    options.extend(["--close-grace", "10ms", "--term-grace", "10ms"]);
    let mut client = Client::ready(&options, &[]);
    let id = client.call("hang", json!({}));
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32001);
    // An unanswered request makes the server suspect; an unanswered ping makes it hung.
    let list = client.request("tools/list", json!({}));
    let answer = client.answer(list);
    assert!(
        answer["result"].is_object() || answer["error"]["code"] == -32001,
        "{answer}"
    );
    client.server_process();
    let log = client.close().log;
    assert!(log.contains("it hangs: no reply to a ping"), "{log}");
}

#[test]
fn too_much_memory_is_warned_of_and_then_ended_gracefully() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let log = || std::fs::read_to_string(&path).unwrap_or_default();
    let mut options = AT_ONCE.to_vec();
    options.extend([
        "--memory-check-interval",
        "100ms",
        "--memory-warn-mb",
        "40",
        "--memory-limit-mb",
        "90",
        "--log-file",
        path.to_str().unwrap(),
    ]);
    let mut client = Client::ready(&options, &[]);
    let first = client.server_process();
    let warn = client.call("grow", json!({"mb": 50}));
    client.answer(warn);
    eventually("a warning is logged", || {
        log().contains("approaching the limit of 90 MiB")
    });
    assert_eq!(client.server_process(), first);
    let restart = client.call("grow", json!({"mb": 120}));
    client.answer(restart);
    eventually("the server is replaced", || !lives(first));
    client.next_server(first);
    client.close();
    let log = log();
    assert_eq!(
        log.matches("approaching the limit of 90 MiB").count(),
        1,
        "{log}"
    );
    assert!(
        log.contains("over the limit of 90 MiB. Restarting it gracefully."),
        "{log}"
    );
    assert!(!log.contains("was answered with an error"), "{log}");
}

#[test]
fn a_hangup_replaces_the_server_and_loses_nothing() {
    let mut client = Client::ready(AT_ONCE, &[]);
    let first = client.server_process();
    let mut ids = Vec::new();
    for number in 0..200 {
        ids.push(client.call("echo", json!({"number": number})));
        if number == 100 {
            client.signal(Signal::HUP);
        }
    }
    for id in ids {
        assert!(client.answer(id)["result"].is_object());
    }
    eventually("the first server is gone", || !lives(first));
    client.next_server(first);
}

#[test]
fn the_log_file_has_the_servers_words_with_its_generation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/mcp_server.log");
    let mut options = AT_ONCE.to_vec();
    options.extend(["--log-format", "json", "--log-file", path.to_str().unwrap()]);
    let mut client = Client::ready(&options, &[]);
    let id = client.call("crash", json!({}));
    client.answer(id);
    client.server_process();
    client.close();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let said: Vec<_> = lines
        .iter()
        .filter(|line| line["event"] == "server-stderr")
        .map(|line| {
            (
                line["generation"].as_u64().unwrap(),
                line["message"].as_str().unwrap(),
            )
        })
        .collect();
    let initialized = "notification notifications/initialized";
    assert_eq!(said, [(1, initialized), (2, initialized)]);
    assert!(
        lines
            .iter()
            .any(|line| line["event"] == "crashed" && line["signal"] == 9),
        "{text}"
    );
}

#[test]
fn a_server_does_not_inherit_what_the_supervisor_may_keep_secret() {
    let script = "read line; echo \"NATS_URL=$NATS_URL OTHER=$OTHER\" >&2; exit 1";
    let command = ["sh", "-c", script].map(String::from);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let variables = [
        (
            "NATS_URL",
            std::path::Path::new("nats://user:hunter22@127.0.0.1:1"),
        ),
        ("OTHER", std::path::Path::new("kept")),
    ];
    let options = ["--log-file", log.to_str().unwrap()];
    let mut client = Client::run_where(&variables, &options, &command);
    let id = client.request("initialize", json!({"protocolVersion": "2025-11-25"}));
    let error = client.answer(id)["error"].clone();
    assert_eq!(error["data"]["stderr"], json!(["NATS_URL= OTHER=kept"]));
    let mode = std::fs::metadata(&log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
