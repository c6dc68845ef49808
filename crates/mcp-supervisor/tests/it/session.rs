//! A session that was agreed on with the first server continues with the next.

use rustix::process::{Signal, kill_process};
use serde_json::json;

use crate::client::{Client, eventually, lives};

const AT_ONCE: &[&str] = &["--backoff-initial", "0", "--stable-after", "0"];

#[test]
fn log_level_and_subscriptions_are_restored() {
    let mut client = Client::ready(AT_ONCE, &[]);
    client.request_and_wait("logging/setLevel", json!({"level": "debug"}));
    client.request_and_wait("resources/subscribe", json!({"uri": "file:///a"}));
    let process = client.server_process();
    kill_process(process, Signal::KILL).unwrap();
    eventually("the first server is gone", || !lives(process));
    client.next_server(process);
    let log = client.close().log;
    assert_eq!(
        log.matches("logging/setLevel {\"level\":\"debug\"}")
            .count(),
        2,
        "{log}"
    );
    assert_eq!(
        log.matches("resources/subscribe {\"uri\":\"file:///a\"}")
            .count(),
        2,
        "{log}"
    );
    assert_eq!(
        log.matches("notification notifications/initialized")
            .count(),
        2,
        "{log}"
    );
}

#[test]
fn the_client_is_notified_of_tools_only_when_they_changed() {
    let folder = tempfile::tempdir().unwrap();
    let tools = folder.path().join("tools");
    std::fs::write(&tools, "").unwrap();
    let option = format!("--tools-file={}", tools.display());
    let mut client = Client::ready(AT_ONCE, &[&option]);
    client.request_and_wait("tools/list", json!({}));

    let same = client.call("crash", json!({}));
    client.answer(same);
    client.server_process();
    // The comparison was sent before this request, so its result would precede the response.
    client.server_process();

    std::fs::write(&tools, "brand-new\n").unwrap();
    let other = client.call("crash", json!({}));
    client.answer(other);
    assert_eq!(
        client.read(),
        json!({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"})
    );
    let list = client.request_and_wait("tools/list", json!({}));
    assert_eq!(list["result"]["tools"][1]["name"], "brand-new");
}

#[test]
fn a_question_of_a_dead_server_is_withdrawn_and_its_answer_goes_nowhere() {
    let mut client = Client::ready(AT_ONCE, &[]);
    let id = client.call("ask", json!({}));
    let question = client.read();
    assert_eq!(
        (&question["id"], &question["method"]),
        (&json!(1), &json!("roots/list"))
    );
    client.answer(id);
    let crash = client.call("crash", json!({}));
    let withdrawn = client.read();
    assert_eq!(withdrawn["method"], "notifications/cancelled");
    assert_eq!(withdrawn["params"]["requestId"], 1);
    client.answer(crash);

    let id = client.call("ask", json!({}));
    let question = client.read();
    let second = question["id"].as_str().unwrap().to_owned();
    client.answer(id);
    // The late answer to the first request, then the answer to the second.
    client.send(&json!({"jsonrpc": "2.0", "id": 1, "result": {"roots": ["late"]}}));
    client.send(&json!({"jsonrpc": "2.0", "id": second, "result": {"roots": ["in time"]}}));
    client.server_process();
    let log = client.close().log;
    assert!(!log.contains("late"), "{log}");
    assert!(
        log.contains(r#"answer {"id":1,"jsonrpc":"2.0","result":{"roots":["in time"]}}"#),
        "{log}"
    );
}

#[test]
fn messages_are_passed_on_byte_for_byte() {
    let lines: &[&[u8]] = &[
        br#"{ "jsonrpc":"2.0",  "id": "caf\u00e9", "method" : "initialize","params":{"protocolVersion":"2025-11-25","x":1.0e2,"y":"\u0041"} }"#,
        br#"{"jsonrpc":"2.0","id":2.0,"method":"ping","params":{"_meta":{"progressToken":"a"}}}"#,
        br#"[{"jsonrpc":"2.0","id":3,"method":"ping"} , {"jsonrpc":"2.0","id":"3","method":"ping"}]"#,
        b"this is no message",
    ];
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    // `tee` records the input of the server and returns it unchanged.
    let script = format!("exec tee {}", seen.display());
    let command = ["sh".to_owned(), "-c".to_owned(), script];
    let mut client = Client::run(&[], &command);
    for line in lines {
        client.send_raw(line);
        client.send_raw(b"\n");
    }
    let expected = [lines.join(&b"\n"[..]), b"\n".to_vec()].concat();
    eventually("all lines have arrived", || {
        std::fs::read(&seen).is_ok_and(|seen| seen.len() >= expected.len())
    });
    assert_eq!(
        String::from_utf8_lossy(&std::fs::read(&seen).unwrap()),
        String::from_utf8_lossy(&expected)
    );
}

#[test]
fn a_client_that_closes_its_end_gets_the_answers_to_its_requests() {
    let mut client = Client::start(&["--close-grace", "30s"], &[]);
    let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}});
    client.request("initialize", params);
    client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    client.call("sleep", json!({"ms": 500}));
    client.request("tools/list", json!({}));
    let ended = client.close();
    let ids: Vec<u64> = ended
        .rest
        .iter()
        .filter(|message| message["result"].is_object())
        .filter_map(|message| message["id"].as_u64())
        .collect();
    assert_eq!(ids, [1, 2, 3], "{:?}", ended.rest);
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn a_client_that_closes_its_end_does_not_wait_for_ever() {
    let options = ["--close-grace", "10ms", "--term-grace", "10ms"];
    let mut client = Client::ready(&options, &[]);
    let id = client.call("hang", json!({}));
    let ended = client.close();
    let answer = ended.rest.last().unwrap();
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(id), &json!(-32003))
    );
}

#[test]
fn an_idle_server_is_stopped_and_the_next_call_starts_it() {
    let mut client = Client::ready(&["--idle-stop", "100ms", "--backoff-initial", "60s"], &[]);
    let first = client.server_process();
    eventually("the idle server is gone", || !lives(first));
    let second = client.server_process();
    assert_ne!(first, second);
    let log = client.close().log;
    assert!(
        log.contains("[INFO] MCP server is idle and is stopped"),
        "{log}"
    );
    assert!(!log.contains("[WARN]"), "{log}");
}
