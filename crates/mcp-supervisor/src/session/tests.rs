//! Cases that are easier to read than a simulation: batches, cancellations, liveness.

use std::time::Duration;

use serde_json::{Value, json};

use super::machine::MOST_OPEN;
use super::test_support::{PING_AFTER, PING_TIMEOUT, TestSession, initialized, request, result};
use super::{Action, Note, Unusable};

#[test]
fn another_version_ends_the_session() {
    let mut test = TestSession::new();
    test.handshake();
    test.gone(1);
    test.started(2);
    let done = test.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-06-18"));
    assert_eq!(
        done,
        [
            "end the restarted server uses protocol version 2025-06-18, but the session uses 2025-11-25"
        ]
    );
}

#[test]
fn a_cancelled_request_of_a_waiting_batch_is_not_sent() {
    let mut test = TestSession::new();
    test.handshake();
    test.gone(1);
    let batch = json!([
        request(1, "tools/call", &json!({})),
        request(2, "ping", &json!({}))
    ]);
    assert_eq!(test.client(&batch), [""; 0]);
    test.client(
        &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}),
    );
    test.started(2);
    let sent = test.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
    assert_eq!(
        sent.last().unwrap(),
        &format!("server 2 [{}]", request(2, "ping", &json!({})))
    );
}

#[test]
fn a_batch_in_the_server_is_answered_as_one() {
    let mut test = TestSession::new();
    test.handshake();
    test.client(&json!([
        request(1, "ping", &json!({})),
        request(2, "ping", &json!({}))
    ]));
    let actions = test.gone(1);
    assert_eq!(actions.len(), 1, "{actions:?}");
    let answers: Value = serde_json::from_str(actions[0].strip_prefix("client ").unwrap()).unwrap();
    let ids: Vec<i64> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| answer["id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids, [1, 2]);
}

#[test]
fn a_request_that_two_servers_died_over_is_not_sent_to_a_third() {
    let mut test = TestSession::new();
    test.handshake();
    let list = request(1, "tools/list", &json!({}));
    test.client(&list);
    assert_eq!(test.gone(1), [""; 0]);
    test.started(2);
    let sent = test.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
    assert_eq!(sent.last().unwrap(), &format!("server 2 {list}"));
    let actions = test.gone(2);
    assert!(
        actions[0].contains("ended twice while it processed this request"),
        "{actions:?}"
    );
}

#[test]
fn an_id_that_is_in_use_is_refused() {
    let mut test = TestSession::new();
    test.handshake();
    test.client(&request(1, "ping", &json!({})));
    let actions = test.client(&request(1, "tools/list", &json!({})));
    assert!(
        actions.len() == 1 && actions[0].contains("-32600"),
        "{actions:?}"
    );
}

#[test]
fn a_server_that_answers_nothing_gets_only_so_much() {
    let mut test = TestSession::new();
    test.handshake();
    let most = i64::try_from(MOST_OPEN).unwrap();
    for id in 1..=most {
        let actions = test.client(&request(id, "tools/call", &json!({})));
        assert!(actions[0].starts_with("server 1"), "{actions:?}");
    }
    let actions = test.client(&request(most + 1, "tools/call", &json!({})));
    assert!(
        actions.len() == 1
            && actions[0].contains("-32000")
            && actions[0].contains("not_carried_out\":true"),
        "{actions:?}"
    );
    test.server(1, &result(1, &json!({})));
    let actions = test.client(&request(most + 2, "tools/call", &json!({})));
    assert!(actions[0].starts_with("server 1"), "{actions:?}");
}

#[test]
fn a_silent_server_is_pinged_only_when_it_has_nothing_to_do() {
    let mut test = TestSession::new();
    test.handshake();
    let after = Duration::from_secs(1);
    test.client(&request(1, "tools/call", &json!({})));
    assert_eq!(test.session.next_deadline(), None);
    test.server(1, &result(1, &json!({})));
    assert_eq!(test.session.next_deadline(), Some(test.now + after));
    let mut out = Vec::new();
    test.session.tick(test.now + after, &mut out);
    assert_eq!(
        TestSession::done(out),
        [r#"server 1 {"jsonrpc":"2.0","id":"mcp-supervisor-t-1","method":"ping"}"#]
    );
    let pong = json!({"jsonrpc": "2.0", "id": "mcp-supervisor-t-1", "result": {}});
    assert_eq!(test.server(1, &pong), [""; 0]);
}

#[test]
fn a_call_that_never_reached_its_server_goes_to_the_next_one() {
    let mut test = TestSession::new();
    test.handshake();
    let (reached, stuck) = (
        request(1, "tools/call", &json!({})),
        request(2, "tools/call", &json!({})),
    );
    test.client(&reached);
    test.client(&stuck);
    test.session
        .undelivered(stuck.to_string().as_bytes(), test.now);
    let actions = test.gone(1);
    assert!(
        actions.len() == 1 && actions[0].contains(r#""id":1,"error""#),
        "{actions:?}"
    );
    test.started(2);
    let sent = test.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
    assert_eq!(sent.last().unwrap(), &format!("server 2 {stuck}"));
}

#[test]
fn a_standby_that_hangs_is_noticed_before_it_takes_over() {
    let mut test = TestSession::new();
    test.handshake();
    test.session.client.answers_ping = true;
    let mut out = Vec::new();
    test.session.standby_started(2, test.now, &mut out);
    let lines = TestSession::done(out);
    let (_, sent) = lines[0].split_once("server 2 ").unwrap();
    let sent: Value = serde_json::from_str(sent).unwrap();
    test.server(2, &initialized(&sent["id"], "2025-11-25"));

    let pinged = test.tick(PING_AFTER);
    assert_eq!(
        TestSession::done(pinged)
            .iter()
            .filter(|line| line.contains("\"ping\""))
            .count(),
        2,
        "both are pinged"
    );
    // The first process sends a message, the second one does not.
    test.server(
        1,
        &json!({"jsonrpc": "2.0", "method": "notifications/message"}),
    );
    let verdicts: Vec<_> = test
        .tick(PING_TIMEOUT)
        .into_iter()
        .filter_map(|action| match action {
            Action::Unusable { generation, why } => Some((generation, why)),
            _ => None,
        })
        .collect();
    assert_eq!(verdicts, [(2, Unusable::Hung(PING_TIMEOUT))]);
    assert!(test.session.is_live());
}

#[test]
fn unanswered_server_requests_are_stored_within_bounds() {
    let mut test = TestSession::new();
    test.handshake();
    test.gone(1);
    let lines = test.started(2);
    let (_, sent) = lines[0].split_once("server 2 ").unwrap();
    let sent: Value = serde_json::from_str(sent).unwrap();
    test.server(2, &initialized(&sent["id"], "2025-11-25"));
    let mut notes = 0;
    for id in 0..5_000 {
        let mut out = Vec::new();
        let line = request(id, "sampling/createMessage", &json!({})).to_string();
        test.session
            .server_line(2, line.as_bytes(), test.now, &mut out);
        notes += out
            .iter()
            .filter(|action| matches!(action, Action::Note(Note::QuestionForgotten { .. })))
            .count();
    }
    assert_eq!(notes, 1);
    // The client still knows a forgotten request by its original id.
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled",
        "params": {"requestId": 0}});
    let lines = test.server(2, &cancelled);
    assert!(lines[0].contains("mcp-supervisor-t:2:0"), "{lines:?}");
    assert!(test.gone(2).len() < 2_000);
}

#[test]
fn a_client_that_does_not_read_is_not_the_fault_of_the_server() {
    let mut test = TestSession::new();
    test.session.options.request_timeout = Some(Duration::from_secs(5));
    test.handshake();
    test.client(&request(1, "tools/call", &json!({})));
    test.session.client_blocked(test.now);
    assert_eq!(test.session.next_deadline(), None);
    assert_eq!(test.tick(Duration::from_secs(3_600)), []);
    test.session.client_unblocked(test.now);
    assert_eq!(
        test.session.next_deadline(),
        Some(test.now + Duration::from_secs(5))
    );
    let actions = TestSession::done(test.tick(Duration::from_secs(5)));
    assert!(
        actions.iter().any(|line| line.contains("-32001")),
        "{actions:?}"
    );
}

#[test]
fn a_handshake_is_not_given_up_while_the_client_does_not_read() {
    let mut test = TestSession::new();
    test.handshake();
    test.gone(1);
    test.started(2);
    let timeout = test.session.options.handshake_timeout;
    test.session.client_blocked(test.now);
    assert_eq!(test.tick(2 * timeout), []);
    test.session.client_unblocked(test.now);
    assert_eq!(test.session.next_deadline(), Some(test.now + timeout));
}

#[test]
fn a_request_that_no_server_reads_waits_no_longer_than_others() {
    let mut test = TestSession::new();
    test.handshake();
    test.gone(1);
    let list = request(1, "tools/list", &json!({}));
    test.client(&list);
    let until = test.now + test.session.options.hold.time;
    for generation in 2..6 {
        test.started(generation);
        let id = format!("mcp-supervisor-t-{}", generation - 1);
        test.server(generation, &initialized(&json!(id), "2025-11-25"));
        test.now += Duration::from_secs(1);
        let now = test.now;
        test.session.undelivered(list.to_string().as_bytes(), now);
        assert_eq!(test.gone(generation), [""; 0]);
        assert_eq!(test.session.next_deadline(), Some(until));
    }
}
