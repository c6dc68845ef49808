//! The stateless era: streams, probes, and what a restart needs there.

use serde_json::{Value, json};

use super::bench::{
    Bench, PING_AFTER, PING_TIMEOUT, acknowledged, initialized, modern, request, result,
};
use super::{Action, Unusable};

#[test]
fn a_stream_outlives_its_server_and_is_acknowledged_once() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "server/discover", &modern(&json!({}))));
    bench.server(1, &result(1, &json!({"supportedVersions": ["2026-07-28"]})));
    let listen = request(
        2,
        "subscriptions/listen",
        &modern(&json!({"notifications": {"toolsListChanged": true}})),
    );
    bench.client(&listen);
    assert_eq!(bench.server(1, &acknowledged(2)).len(), 1);

    assert_eq!(bench.gone(1), [""; 0]);
    // Nothing is replayed but the stream, under its own id.
    let probe = bench.started(2);
    assert_eq!(bench.answer_own(2, &probe), [format!("server 2 {listen}")]);
    assert_eq!(bench.server(2, &acknowledged(2)), [""; 0]);
    let changed = json!({"jsonrpc": "2.0", "method": "notifications/tools/list_changed",
        "params": {"_meta": {"io.modelcontextprotocol/subscriptionId": 2}}});
    assert_eq!(bench.server(2, &changed), [format!("client {changed}")]);
}

#[test]
fn a_stateless_client_is_told_of_other_tools_on_its_stream() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "tools/list", &modern(&json!({}))));
    bench.server(1, &result(1, &json!({"tools": [{"name": "a"}]})));
    bench.client(&request(
        2,
        "subscriptions/listen",
        &modern(&json!({"notifications": {"toolsListChanged": true}})),
    ));
    bench.server(1, &acknowledged(2));
    bench.gone(1);
    let probe = bench.started(2);
    let sent = bench.answer_own(2, &probe);
    assert_eq!(sent.len(), 2, "{sent:?}");
    let own: Value = serde_json::from_str(sent[1].strip_prefix("server 2 ").unwrap()).unwrap();
    assert_eq!(own["method"], "tools/list");
    assert_eq!(
        own["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"],
        "2026-07-28"
    );
    let answer = json!({"jsonrpc": "2.0", "id": own["id"], "result": {"tools": [{"name": "b"}]}});
    let told = bench.server(2, &answer);
    assert_eq!(
        told,
        [
            r#"client {"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":2}}}"#
        ]
    );
}

#[test]
fn a_change_waits_until_the_stream_that_it_is_told_on_is_open() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "tools/list", &modern(&json!({}))));
    bench.server(1, &result(1, &json!({"tools": [{"name": "a"}]})));
    let wanted = modern(&json!({"notifications": {"toolsListChanged": true}}));
    bench.client(&request(2, "subscriptions/listen", &wanted));
    bench.gone(1);
    let probe = bench.started(2);
    let lines = bench.answer_own(2, &probe);
    let (_, compare) = lines[1].split_once("server 2 ").unwrap();
    let compare: Value = serde_json::from_str(compare).unwrap();
    let tools = json!({"jsonrpc": "2.0", "id": compare["id"], "result": {"tools": []}});
    assert_eq!(bench.server(2, &tools), [""; 0]);
    let told = bench.server(2, &acknowledged(2));
    assert!(
        told.len() == 2 && told[0].contains("acknowledged") && told[1].contains("list_changed"),
        "{told:?}"
    );
}

#[test]
fn a_probe_that_a_server_does_not_know_leaves_the_handshake_to_decide() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "server/discover", &modern(&json!({}))));
    let unknown = json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "?"}});
    bench.server(1, &unknown);
    bench.client(&request(
        2,
        "initialize",
        &json!({"protocolVersion": "2025-11-25"}),
    ));
    bench.server(1, &initialized(&json!(2), "2025-11-25"));
    bench.gone(1);
    let replayed = bench.started(2);
    assert!(
        replayed[0].contains(r#""method":"initialize","params":{"protocolVersion":"2025-11-25"}"#),
        "{replayed:?}"
    );
}

#[test]
fn a_standby_that_takes_over_still_has_to_answer() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "tools/list", &modern(&json!({}))));
    bench.server(1, &result(1, &json!({"tools": []})));
    let mut out = Vec::new();
    bench.session.standby_started(2, bench.now, &mut out);
    bench.answer_own(2, &Bench::done(out));
    assert!(
        bench
            .session
            .standby
            .as_ref()
            .is_some_and(super::standby_state::Standby::is_ready)
    );
    let asked = Bench::done(bench.tick(PING_AFTER));
    assert!(
        asked.iter().all(|line| line.contains("server/discover")) && asked.len() == 2,
        "{asked:?}"
    );
    bench.gone(1);
    bench.session.promote(bench.now, &mut Vec::new());
    bench.session.client.answers_ping = true;
    let why = Unusable::Hung(PING_TIMEOUT);
    assert!(
        bench
            .tick(PING_TIMEOUT)
            .contains(&Action::Unusable { generation: 2, why })
    );
}

#[test]
fn requests_wait_until_a_restarted_server_answers_a_probe() {
    let mut bench = Bench::discovered();
    bench.gone(1);
    let probe = bench.started(2);
    assert!(probe[0].contains("server/discover"), "{probe:?}");
    let list = request(2, "tools/list", &modern(&json!({})));
    assert_eq!(bench.client(&list), [""; 0]);
    assert!(!bench.session.is_live());
    assert_eq!(bench.answer_own(2, &probe), [format!("server 2 {list}")]);
}

#[test]
fn a_server_that_ignores_probes_gets_the_requests_after_a_while() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "tools/list", &modern(&json!({}))));
    bench.server(1, &result(1, &json!({"tools": []})));
    bench.gone(1);
    bench.started(2);
    let list = request(2, "tools/list", &modern(&json!({})));
    bench.client(&list);
    let wait = bench.session.options.handshake_timeout;
    let done = bench.tick(wait);
    assert!(
        !done
            .iter()
            .any(|action| matches!(action, Action::Unusable { .. }))
    );
    assert!(bench.session.is_live());
}

#[test]
fn a_server_that_has_answered_probes_is_replaced_if_it_does_not() {
    let mut bench = Bench::discovered();
    bench.gone(1);
    bench.started(2);
    let wait = bench.session.options.handshake_timeout;
    let done = bench.tick(wait);
    assert!(
        done.iter()
            .any(|action| matches!(action, Action::Unusable { .. }))
    );
}

#[test]
fn a_server_that_is_replaced_does_not_end_the_streams_of_the_client() {
    let mut bench = Bench::discovered();
    let wanted = modern(&json!({"notifications": {"toolsListChanged": true}}));
    bench.client(&request(2, "subscriptions/listen", &wanted));
    bench.server(1, &acknowledged(2));
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled",
        "params": {"requestId": 2}});
    bench.session.drain(&mut Vec::new());
    assert_eq!(bench.server(1, &cancelled), [""; 0]);
    bench.gone(1);
    let probe = bench.started(2);
    let sent = bench.answer_own(2, &probe);
    assert!(sent[0].contains("subscriptions/listen"), "{sent:?}");
    bench.server(2, &acknowledged(2));
    // One that is not replaced may end a stream, which is then not opened again.
    assert_eq!(bench.server(2, &cancelled), [format!("client {cancelled}")]);
    assert_eq!(bench.session.streams(), 0);
}

#[test]
fn nothing_is_withdrawn_and_errors_have_codes_of_their_own() {
    let mut bench = Bench::discovered();
    let question = request(5, "sampling/createMessage", &json!({}));
    bench.server(1, &question);
    bench.client(&request(2, "tools/call", &modern(&json!({"name": "x"}))));
    let told = bench.gone(1);
    assert!(
        told.len() == 1 && told[0].contains(r#""code":-31000"#),
        "{told:?}"
    );
}
