//! The stateless era: streams, probes, and restarts.

use serde_json::{Value, json};

use super::test_support::{
    PING_AFTER, PING_TIMEOUT, TestSession, acknowledged, initialized, modern, request, result,
};
use super::{Action, Unusable};

#[test]
fn a_stream_outlives_its_server_and_is_acknowledged_once() {
    let mut test = TestSession::new();
    test.started(1);
    test.client(&request(1, "server/discover", &modern(&json!({}))));
    test.server(1, &result(1, &json!({"supportedVersions": ["2026-07-28"]})));
    let listen = request(
        2,
        "subscriptions/listen",
        &modern(&json!({"notifications": {"toolsListChanged": true}})),
    );
    test.client(&listen);
    assert_eq!(test.server(1, &acknowledged(2)).len(), 1);

    assert_eq!(test.gone(1), [""; 0]);
    // Only the stream is replayed, with its own id.
    let probe = test.started(2);
    assert_eq!(test.answer_own(2, &probe), [format!("server 2 {listen}")]);
    assert_eq!(test.server(2, &acknowledged(2)), [""; 0]);
    let changed = json!({"jsonrpc": "2.0", "method": "notifications/tools/list_changed",
        "params": {"_meta": {"io.modelcontextprotocol/subscriptionId": 2}}});
    assert_eq!(test.server(2, &changed), [format!("client {changed}")]);
}

#[test]
fn a_stateless_client_is_notified_of_changed_tools_on_its_stream() {
    let mut test = TestSession::new();
    test.started(1);
    test.client(&request(1, "tools/list", &modern(&json!({}))));
    test.server(1, &result(1, &json!({"tools": [{"name": "a"}]})));
    test.client(&request(
        2,
        "subscriptions/listen",
        &modern(&json!({"notifications": {"toolsListChanged": true}})),
    ));
    test.server(1, &acknowledged(2));
    test.gone(1);
    let probe = test.started(2);
    let sent = test.answer_own(2, &probe);
    assert_eq!(sent.len(), 2, "{sent:?}");
    let own: Value = serde_json::from_str(sent[1].strip_prefix("server 2 ").unwrap()).unwrap();
    assert_eq!(own["method"], "tools/list");
    assert_eq!(
        own["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"],
        "2026-07-28"
    );
    let answer = json!({"jsonrpc": "2.0", "id": own["id"], "result": {"tools": [{"name": "b"}]}});
    let actions = test.server(2, &answer);
    assert_eq!(
        actions,
        [
            r#"client {"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":2}}}"#
        ]
    );
}

#[test]
fn a_change_waits_until_its_stream_is_open() {
    let mut test = TestSession::new();
    test.started(1);
    test.client(&request(1, "tools/list", &modern(&json!({}))));
    test.server(1, &result(1, &json!({"tools": [{"name": "a"}]})));
    let wanted = modern(&json!({"notifications": {"toolsListChanged": true}}));
    test.client(&request(2, "subscriptions/listen", &wanted));
    test.gone(1);
    let probe = test.started(2);
    let lines = test.answer_own(2, &probe);
    let (_, compare) = lines[1].split_once("server 2 ").unwrap();
    let compare: Value = serde_json::from_str(compare).unwrap();
    let tools = json!({"jsonrpc": "2.0", "id": compare["id"], "result": {"tools": []}});
    assert_eq!(test.server(2, &tools), [""; 0]);
    let actions = test.server(2, &acknowledged(2));
    assert!(
        actions.len() == 2
            && actions[0].contains("acknowledged")
            && actions[1].contains("list_changed"),
        "{actions:?}"
    );
}

#[test]
fn a_probe_that_a_server_does_not_know_leaves_the_handshake_to_decide() {
    let mut test = TestSession::new();
    test.started(1);
    test.client(&request(1, "server/discover", &modern(&json!({}))));
    let unknown = json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "?"}});
    test.server(1, &unknown);
    test.client(&request(
        2,
        "initialize",
        &json!({"protocolVersion": "2025-11-25"}),
    ));
    test.server(1, &initialized(&json!(2), "2025-11-25"));
    test.gone(1);
    let replayed = test.started(2);
    assert!(
        replayed[0].contains(r#""method":"initialize","params":{"protocolVersion":"2025-11-25"}"#),
        "{replayed:?}"
    );
}

#[test]
fn a_standby_that_takes_over_still_has_to_answer() {
    let mut test = TestSession::new();
    test.started(1);
    test.client(&request(1, "tools/list", &modern(&json!({}))));
    test.server(1, &result(1, &json!({"tools": []})));
    let mut out = Vec::new();
    test.session.standby_started(2, test.now, &mut out);
    test.answer_own(2, &TestSession::done(out));
    assert!(
        test.session
            .standby
            .as_ref()
            .is_some_and(super::standby_state::Standby::is_ready)
    );
    let sent = TestSession::done(test.tick(PING_AFTER));
    assert!(
        sent.iter().all(|line| line.contains("server/discover")) && sent.len() == 2,
        "{sent:?}"
    );
    test.gone(1);
    test.session.promote(test.now, &mut Vec::new());
    test.session.client.answers_ping = true;
    let why = Unusable::Hung(PING_TIMEOUT);
    assert!(
        test.tick(PING_TIMEOUT)
            .contains(&Action::Unusable { generation: 2, why })
    );
}

#[test]
fn requests_wait_until_a_restarted_server_answers_a_probe() {
    let mut test = TestSession::discovered();
    test.gone(1);
    let probe = test.started(2);
    assert!(probe[0].contains("server/discover"), "{probe:?}");
    let list = request(2, "tools/list", &modern(&json!({})));
    assert_eq!(test.client(&list), [""; 0]);
    assert!(!test.session.is_live());
    assert_eq!(test.answer_own(2, &probe), [format!("server 2 {list}")]);
}

#[test]
fn a_server_that_ignores_probes_gets_the_requests_after_a_while() {
    let mut test = TestSession::new();
    test.started(1);
    test.client(&request(1, "tools/list", &modern(&json!({}))));
    test.server(1, &result(1, &json!({"tools": []})));
    test.gone(1);
    test.started(2);
    let list = request(2, "tools/list", &modern(&json!({})));
    test.client(&list);
    let wait = test.session.options.handshake_timeout;
    let done = test.tick(wait);
    assert!(
        !done
            .iter()
            .any(|action| matches!(action, Action::Unusable { .. }))
    );
    assert!(test.session.is_live());
}

#[test]
fn a_server_that_has_answered_probes_is_replaced_if_it_does_not() {
    let mut test = TestSession::discovered();
    test.gone(1);
    test.started(2);
    let wait = test.session.options.handshake_timeout;
    let done = test.tick(wait);
    assert!(
        done.iter()
            .any(|action| matches!(action, Action::Unusable { .. }))
    );
}

#[test]
fn a_server_that_is_replaced_does_not_end_the_streams_of_the_client() {
    let mut test = TestSession::discovered();
    let wanted = modern(&json!({"notifications": {"toolsListChanged": true}}));
    test.client(&request(2, "subscriptions/listen", &wanted));
    test.server(1, &acknowledged(2));
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled",
        "params": {"requestId": 2}});
    test.session.drain(&mut Vec::new());
    assert_eq!(test.server(1, &cancelled), [""; 0]);
    test.gone(1);
    let probe = test.started(2);
    let sent = test.answer_own(2, &probe);
    assert!(sent[0].contains("subscriptions/listen"), "{sent:?}");
    test.server(2, &acknowledged(2));
    // A process that is not being replaced may end a stream, which is not reopened.
    assert_eq!(test.server(2, &cancelled), [format!("client {cancelled}")]);
    assert_eq!(test.session.streams(), 0);
}

#[test]
fn nothing_is_withdrawn_and_errors_have_codes_of_their_own() {
    let mut test = TestSession::discovered();
    let question = request(5, "sampling/createMessage", &json!({}));
    test.server(1, &question);
    test.client(&request(2, "tools/call", &modern(&json!({"name": "x"}))));
    let actions = test.gone(1);
    assert!(
        actions.len() == 1 && actions[0].contains(r#""code":-31000"#),
        "{actions:?}"
    );
}
