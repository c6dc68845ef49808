//! Cases that are easier to read than a simulation: batches, cancellations, liveness.

use std::time::Duration;

use serde_json::{Value, json};

use super::bench::{Bench, PING_AFTER, PING_TIMEOUT, initialized, request, result};
use super::machine::MOST_OPEN;
use super::{Action, Note, Unusable};

#[test]
fn another_version_ends_the_session() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.gone(1);
    bench.started(2);
    let done = bench.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-06-18"));
    assert_eq!(
        done,
        [
            "end the restarted server uses protocol version 2025-06-18, but the session uses 2025-11-25"
        ]
    );
}

#[test]
fn a_cancelled_request_of_a_waiting_batch_is_not_sent() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.gone(1);
    let batch = json!([
        request(1, "tools/call", &json!({})),
        request(2, "ping", &json!({}))
    ]);
    assert_eq!(bench.client(&batch), [""; 0]);
    bench.client(
        &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}),
    );
    bench.started(2);
    let sent = bench.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
    assert_eq!(
        sent.last().unwrap(),
        &format!("server 2 [{}]", request(2, "ping", &json!({})))
    );
}

#[test]
fn a_batch_in_the_server_is_answered_as_one() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.client(&json!([
        request(1, "ping", &json!({})),
        request(2, "ping", &json!({}))
    ]));
    let told = bench.gone(1);
    assert_eq!(told.len(), 1, "{told:?}");
    let answers: Value = serde_json::from_str(told[0].strip_prefix("client ").unwrap()).unwrap();
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
    let mut bench = Bench::new();
    bench.handshake();
    let list = request(1, "tools/list", &json!({}));
    bench.client(&list);
    assert_eq!(bench.gone(1), [""; 0]);
    bench.started(2);
    let sent = bench.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
    assert_eq!(sent.last().unwrap(), &format!("server 2 {list}"));
    let told = bench.gone(2);
    assert!(
        told[0].contains("ended twice while it processed this request"),
        "{told:?}"
    );
}

#[test]
fn an_id_that_is_in_use_is_refused() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.client(&request(1, "ping", &json!({})));
    let told = bench.client(&request(1, "tools/list", &json!({})));
    assert!(told.len() == 1 && told[0].contains("-32600"), "{told:?}");
}

#[test]
fn a_server_that_answers_nothing_gets_only_so_much() {
    let mut bench = Bench::new();
    bench.handshake();
    let most = i64::try_from(MOST_OPEN).unwrap();
    for id in 1..=most {
        let told = bench.client(&request(id, "tools/call", &json!({})));
        assert!(told[0].starts_with("server 1"), "{told:?}");
    }
    let told = bench.client(&request(most + 1, "tools/call", &json!({})));
    assert!(
        told.len() == 1 && told[0].contains("-32000") && told[0].contains("not_carried_out\":true"),
        "{told:?}"
    );
    bench.server(1, &result(1, &json!({})));
    let told = bench.client(&request(most + 2, "tools/call", &json!({})));
    assert!(told[0].starts_with("server 1"), "{told:?}");
}

#[test]
fn a_silent_server_is_pinged_only_when_it_has_nothing_to_do() {
    let mut bench = Bench::new();
    bench.handshake();
    let after = Duration::from_secs(1);
    bench.client(&request(1, "tools/call", &json!({})));
    assert_eq!(bench.session.next_deadline(), None);
    bench.server(1, &result(1, &json!({})));
    assert_eq!(bench.session.next_deadline(), Some(bench.now + after));
    let mut out = Vec::new();
    bench.session.tick(bench.now + after, &mut out);
    assert_eq!(
        Bench::done(out),
        [r#"server 1 {"jsonrpc":"2.0","id":"mcp-supervisor-t-1","method":"ping"}"#]
    );
    let pong = json!({"jsonrpc": "2.0", "id": "mcp-supervisor-t-1", "result": {}});
    assert_eq!(bench.server(1, &pong), [""; 0]);
}

#[test]
fn a_call_that_never_reached_its_server_goes_to_the_next_one() {
    let mut bench = Bench::new();
    bench.handshake();
    let (reached, stuck) = (
        request(1, "tools/call", &json!({})),
        request(2, "tools/call", &json!({})),
    );
    bench.client(&reached);
    bench.client(&stuck);
    bench
        .session
        .undelivered(stuck.to_string().as_bytes(), bench.now);
    let told = bench.gone(1);
    assert!(
        told.len() == 1 && told[0].contains(r#""id":1,"error""#),
        "{told:?}"
    );
    bench.started(2);
    let sent = bench.server(2, &initialized(&json!("mcp-supervisor-t-1"), "2025-11-25"));
    assert_eq!(sent.last().unwrap(), &format!("server 2 {stuck}"));
}

#[test]
fn a_standby_that_hangs_is_noticed_before_it_takes_over() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.session.client.answers_ping = true;
    let mut out = Vec::new();
    bench.session.standby_started(2, bench.now, &mut out);
    let lines = Bench::done(out);
    let (_, asked) = lines[0].split_once("server 2 ").unwrap();
    let asked: Value = serde_json::from_str(asked).unwrap();
    bench.server(2, &initialized(&asked["id"], "2025-11-25"));

    let pinged = bench.tick(PING_AFTER);
    assert_eq!(
        Bench::done(pinged)
            .iter()
            .filter(|line| line.contains("\"ping\""))
            .count(),
        2,
        "both are asked"
    );
    // The first one says something, the second one does not.
    bench.server(
        1,
        &json!({"jsonrpc": "2.0", "method": "notifications/message"}),
    );
    let verdicts: Vec<_> = bench
        .tick(PING_TIMEOUT)
        .into_iter()
        .filter_map(|action| match action {
            Action::Unusable { generation, why } => Some((generation, why)),
            _ => None,
        })
        .collect();
    assert_eq!(verdicts, [(2, Unusable::Hung(PING_TIMEOUT))]);
    assert!(bench.session.is_live());
}

#[test]
fn questions_that_nobody_answers_are_remembered_within_bounds() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.gone(1);
    let lines = bench.started(2);
    let (_, asked) = lines[0].split_once("server 2 ").unwrap();
    let asked: Value = serde_json::from_str(asked).unwrap();
    bench.server(2, &initialized(&asked["id"], "2025-11-25"));
    let mut notes = 0;
    for id in 0..5_000 {
        let mut out = Vec::new();
        let line = request(id, "sampling/createMessage", &json!({})).to_string();
        bench
            .session
            .server_line(2, line.as_bytes(), bench.now, &mut out);
        notes += out
            .iter()
            .filter(|action| matches!(action, Action::Note(Note::QuestionForgotten { .. })))
            .count();
    }
    assert_eq!(notes, 1);
    // One that was forgotten is still known to the client under the id that it was asked under.
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled",
        "params": {"requestId": 0}});
    let lines = bench.server(2, &cancelled);
    assert!(lines[0].contains("mcp-supervisor-t:2:0"), "{lines:?}");
    assert!(bench.gone(2).len() < 2_000);
}

#[test]
fn a_client_that_does_not_read_is_not_the_fault_of_the_server() {
    let mut bench = Bench::new();
    bench.session.options.request_timeout = Some(Duration::from_secs(5));
    bench.handshake();
    bench.client(&request(1, "tools/call", &json!({})));
    bench.session.client_blocked(bench.now);
    assert_eq!(bench.session.next_deadline(), None);
    assert_eq!(bench.tick(Duration::from_secs(3_600)), []);
    bench.session.client_unblocked(bench.now);
    assert_eq!(
        bench.session.next_deadline(),
        Some(bench.now + Duration::from_secs(5))
    );
    let told = Bench::done(bench.tick(Duration::from_secs(5)));
    assert!(told.iter().any(|line| line.contains("-32001")), "{told:?}");
}

#[test]
fn a_handshake_is_not_given_up_while_the_client_does_not_read() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.gone(1);
    bench.started(2);
    let timeout = bench.session.options.handshake_timeout;
    bench.session.client_blocked(bench.now);
    assert_eq!(bench.tick(2 * timeout), []);
    bench.session.client_unblocked(bench.now);
    assert_eq!(bench.session.next_deadline(), Some(bench.now + timeout));
}

#[test]
fn a_request_that_no_server_reads_waits_no_longer_than_others() {
    let mut bench = Bench::new();
    bench.handshake();
    bench.gone(1);
    let list = request(1, "tools/list", &json!({}));
    bench.client(&list);
    let until = bench.now + bench.session.options.hold.time;
    for generation in 2..6 {
        bench.started(generation);
        let id = format!("mcp-supervisor-t-{}", generation - 1);
        bench.server(generation, &initialized(&json!(id), "2025-11-25"));
        bench.now += Duration::from_secs(1);
        let now = bench.now;
        bench.session.undelivered(list.to_string().as_bytes(), now);
        assert_eq!(bench.gone(generation), [""; 0]);
        assert_eq!(bench.session.next_deadline(), Some(until));
    }
}
