//! Cases that are easier to read than a simulation: the stateless era, batches, cancellations.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::machine::MOST_OPEN;
use super::{Action, Note, Session, SessionOptions, Unusable};

/// A session with what it wants done, as lines.
struct Bench {
    session: Session,
    now: Instant,
}

impl Bench {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            session: Session::new(SessionOptions::new("t"), now),
            now,
        }
    }

    fn done(out: Vec<Action>) -> Vec<String> {
        out.into_iter()
            .filter_map(|action| match action {
                Action::ToClient(line) => Some(format!("client {}", text(&line))),
                Action::ToServer { generation, line } => {
                    Some(format!("server {generation} {}", text(&line)))
                }
                Action::End(incompatible) => Some(format!("end {incompatible}")),
                _ => None,
            })
            .collect()
    }

    fn tick(&mut self, later: Duration) -> Vec<Action> {
        self.now += later;
        let mut out = Vec::new();
        self.session.tick(self.now, &mut out);
        out
    }

    fn started(&mut self, generation: u64) -> Vec<String> {
        let mut out = Vec::new();
        self.session.server_started(generation, self.now, &mut out);
        Self::done(out)
    }

    fn gone(&mut self, generation: u64) -> Vec<String> {
        let mut out = Vec::new();
        self.session.server_gone(generation, self.now, &mut out);
        Self::done(out)
    }

    fn client(&mut self, line: &Value) -> Vec<String> {
        let mut out = Vec::new();
        self.session
            .client_line(line.to_string().as_bytes(), self.now, &mut out);
        Self::done(out)
    }

    fn server(&mut self, generation: u64, line: &Value) -> Vec<String> {
        let mut out = Vec::new();
        self.session
            .server_line(generation, line.to_string().as_bytes(), self.now, &mut out);
        Self::done(out)
    }

    fn handshake(&mut self) {
        self.started(1);
        self.client(&request(
            0,
            "initialize",
            &json!({"protocolVersion": "2025-11-25"}),
        ));
        self.server(1, &initialized(&json!(0), "2025-11-25"));
        self.client(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8(line.to_vec()).unwrap()
}

fn request(id: i64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn result(id: i64, result: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

fn initialized(id: &Value, version: &str) -> Value {
    let result = json!({"protocolVersion": version, "capabilities": {}});
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

fn modern(more: &Value) -> Value {
    let mut params = json!({"_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }});
    for (name, value) in more.as_object().unwrap() {
        params[name] = value.clone();
    }
    params
}

fn acknowledged(id: i64) -> Value {
    json!({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
        "params": {"_meta": {"io.modelcontextprotocol/subscriptionId": id}}})
}

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
    assert_eq!(bench.started(2), [format!("server 2 {listen}")]);
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
    let sent = bench.started(2);
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
    let lines = bench.started(2);
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

const PING_AFTER: Duration = Duration::from_secs(300);
const PING_TIMEOUT: Duration = Duration::from_secs(60);

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
fn a_standby_that_takes_over_still_has_to_answer() {
    let mut bench = Bench::new();
    bench.started(1);
    bench.client(&request(1, "tools/list", &modern(&json!({}))));
    bench.server(1, &result(1, &json!({"tools": []})));
    let mut out = Vec::new();
    bench.session.standby_started(2, bench.now, &mut out);
    assert!(out.contains(&Action::StandbyReady { generation: 2 }));
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
