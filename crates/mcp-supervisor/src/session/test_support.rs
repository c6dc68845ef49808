//! A session under test, with its actions as lines.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Action, Session, SessionOptions};

pub(super) const PING_AFTER: Duration = Duration::from_secs(300);
pub(super) const PING_TIMEOUT: Duration = Duration::from_secs(60);

/// A session with its actions as lines.
pub(super) struct TestSession {
    pub(super) session: Session,
    pub(super) now: Instant,
}

impl TestSession {
    pub(super) fn new() -> Self {
        Self::with(SessionOptions::new("t"))
    }

    fn with(options: SessionOptions) -> Self {
        let now = Instant::now();
        Self {
            session: Session::new(options, now),
            now,
        }
    }

    /// A session that has made the handshake with process 1.
    pub(super) fn begun_with(options: SessionOptions) -> Self {
        let mut test = Self::with(options);
        test.handshake();
        test
    }

    pub(super) fn done(out: Vec<Action>) -> Vec<String> {
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

    pub(super) fn tick(&mut self, later: Duration) -> Vec<Action> {
        self.now += later;
        let mut out = Vec::new();
        self.session.tick(self.now, &mut out);
        out
    }

    pub(super) fn started(&mut self, generation: u64) -> Vec<String> {
        let mut out = Vec::new();
        self.session.server_started(generation, self.now, &mut out);
        Self::done(out)
    }

    pub(super) fn gone(&mut self, generation: u64) -> Vec<String> {
        let mut out = Vec::new();
        self.session.server_gone(generation, self.now, &mut out);
        Self::done(out)
    }

    pub(super) fn client(&mut self, line: &Value) -> Vec<String> {
        let mut out = Vec::new();
        self.session
            .client_line(line.to_string().as_bytes(), self.now, &mut out);
        Self::done(out)
    }

    pub(super) fn server(&mut self, generation: u64, line: &Value) -> Vec<String> {
        let mut out = Vec::new();
        self.session
            .server_line(generation, line.to_string().as_bytes(), self.now, &mut out);
        Self::done(out)
    }

    /// A stateless session whose server has answered a probe.
    pub(super) fn discovered() -> Self {
        let mut test = Self::new();
        test.started(1);
        test.client(&request(1, "server/discover", &modern(&json!({}))));
        let versions = json!({"supportedVersions": ["2026-07-28"]});
        test.server(1, &result(1, &versions));
        test
    }

    /// Answers the one line, which is a request of the supervisor.
    pub(super) fn answer_own(&mut self, generation: u64, lines: &[String]) -> Vec<String> {
        assert_eq!(lines.len(), 1, "{lines:?}");
        let (_, own) = lines[0]
            .split_once(&format!("server {generation} "))
            .unwrap();
        let own: Value = serde_json::from_str(own).unwrap();
        let answer = json!({"jsonrpc": "2.0", "id": own["id"], "result": {}});
        self.server(generation, &answer)
    }

    pub(super) fn handshake(&mut self) {
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

pub(super) fn text(line: &[u8]) -> String {
    String::from_utf8(line.to_vec()).unwrap()
}

pub(super) fn request(id: i64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

pub(super) fn result(id: i64, result: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

pub(super) fn initialized(id: &Value, version: &str) -> Value {
    let result = json!({"protocolVersion": version, "capabilities": {}});
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

pub(super) fn modern(more: &Value) -> Value {
    let mut params = json!({"_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }});
    for (name, value) in more.as_object().unwrap() {
        params[name] = value.clone();
    }
    params
}

pub(super) fn acknowledged(id: i64) -> Value {
    json!({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
        "params": {"_meta": {"io.modelcontextprotocol/subscriptionId": id}}})
}
