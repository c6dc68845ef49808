//! A client that floods and cancels, and records the responses.

use serde_json::{Value, json};

use crate::parties::{Era, STREAMS, Sent, id_of, number_of};
use crate::world::{Happening, World};

/// The error of a server that does not know a method.
const NO_METHOD: i64 = -32601;
/// The member of `_meta` that marks a message of a stream.
const STREAM: &str = "io.modelcontextprotocol/subscriptionId";

impl World {
    /// The client's first request.
    pub(crate) fn begin(&mut self) {
        let first = self.next_id;
        match self.era {
            Era::Handshake => self.initialize(),
            Era::Probe | Era::Discover => self.request(first, "server/discover", json!({})),
            Era::Stateless => {
                self.begun = true;
                self.request(first, "tools/list", json!({}));
            }
        }
    }

    fn initialize(&mut self) {
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}});
        self.request(self.next_id, "initialize", params);
    }

    pub(crate) fn client_speaks(&mut self) {
        if !self.begun {
            return self.at(20_000, Happening::ClientSpeaks);
        }
        let burst = if self.random.u32(0..6) == 0 {
            30
        } else {
            self.random.u64(1..4)
        };
        for _ in 0..burst {
            let id = self.next_id;
            let stateless = self.era.is_stateless();
            match self.random.u32(0..8) {
                0 if stateless => self.listen(),
                0 => self.request(id, "ping", json!({})),
                1 | 2 => self.request(id, "tools/list", json!({"_meta": {"progressToken": id}})),
                3 => {
                    let id = self.random.u64(1..id.max(2));
                    self.cancel(id);
                }
                4 if !stateless => self
                    .write(json!({"jsonrpc": "2.0", "method": "notifications/roots/list_changed"})),
                5 if !stateless && self.random.u32(0..4) == 0 => self.batch(),
                _ => self.request(
                    id,
                    "tools/call",
                    json!({"name": "x", "_meta": {"progressToken": id}}),
                ),
            }
        }
        self.call_restart_tool();
    }

    pub(crate) fn batch(&mut self) {
        let members: Vec<Value> = (0..3)
            .map(|_| self.made("ping", &json!({}), false))
            .collect();
        self.write(Value::Array(members));
    }

    pub(crate) fn made(&mut self, method: &str, params: &Value, repeatable: bool) -> Value {
        let id = self.next_id;
        self.next_id += 1;
        self.sent.insert(
            id,
            Sent {
                repeatable,
                ..Sent::default()
            },
        );
        let mut params = params.clone();
        if self.era.is_stateless() || method == "server/discover" {
            params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
        }
        json!({"jsonrpc": "2.0", "id": id_of(id), "method": method, "params": params})
    }

    fn listen(&mut self) {
        let open = self
            .sent
            .values()
            .filter(|sent| sent.stream && !sent.cancelled && sent.answers == 0);
        if open.count() >= STREAMS {
            return;
        }
        let id = self.next_id;
        let params = json!({"notifications": {"toolsListChanged": true}});
        self.request(id, "subscriptions/listen", params);
        self.sent.get_mut(&id).unwrap().stream = true;
    }

    pub(crate) fn request(&mut self, _: u64, method: &str, params: Value) {
        let message = self.made(method, &params, method != "tools/call");
        self.write(message);
    }

    pub(crate) fn cancel(&mut self, id: u64) {
        // The handshake must not be cancelled.
        if id <= 2 {
            return;
        }
        self.sent.get_mut(&id).unwrap().cancelled = true;
        self.write(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id_of(id)}}));
    }

    pub(crate) fn write(&mut self, message: Value) {
        self.at(0, Happening::ClientWrites(message.to_string()));
    }

    pub(crate) fn client_reads(&mut self, line: &str) {
        let message: Value = serde_json::from_str(line).unwrap();
        let messages = match message {
            Value::Array(messages) => messages,
            other => vec![other],
        };
        for message in messages {
            self.client_reads_one(&message);
        }
    }

    pub(crate) fn client_reads_one(&mut self, message: &Value) {
        match (
            message.get("method").and_then(Value::as_str),
            message.get("id"),
        ) {
            (None, Some(id)) => self.client_gets_answer(id, message),
            (Some("sampling/createMessage"), Some(id)) => {
                assert!(
                    self.answered_questions.insert(id.to_string()),
                    "the client was asked {id} twice"
                );
                let delay = self.random.u64(0..3_000);
                let answer =
                    json!({"jsonrpc": "2.0", "id": id, "result": {"for": message["params"]["of"]}});
                self.at(delay, Happening::ClientWrites(answer.to_string()));
            }
            (Some("notifications/progress"), None) => {
                let id = message["params"]["progressToken"].as_u64().unwrap();
                let progress = message["params"]["progress"].as_f64().unwrap();
                let sent = self.sent.get_mut(&id).unwrap();
                assert!(
                    progress > sent.progress,
                    "progress of {id} fell to {progress}"
                );
                assert!(
                    sent.answers == 0 || sent.cancelled,
                    "progress of {id} after its answer"
                );
                sent.progress = progress;
            }
            (Some("notifications/cancelled"), None) if !self.era.is_stateless() => {}
            (Some("notifications/tools/list_changed"), None) if !self.era.is_stateless() => {}
            (Some("notifications/subscriptions/acknowledged"), None) => {
                let sent = self.stream(message);
                sent.acknowledged += 1;
                assert_eq!(sent.acknowledged, 1, "opened twice: {message}");
            }
            (Some("notifications/tools/list_changed"), None) => {
                let sent = self.stream(message);
                assert_eq!(sent.acknowledged, 1, "before it was open: {message}");
            }
            _ => panic!("the client got {message}"),
        }
    }

    /// The stream that a message is of.
    fn stream(&mut self, message: &Value) -> &mut Sent {
        let number = number_of(&message["params"]["_meta"][STREAM]).unwrap();
        let sent = self.sent.get_mut(&number).unwrap();
        assert!(sent.stream, "no stream: {message}");
        assert!(
            sent.answers == 0 || sent.cancelled,
            "after its end: {message}"
        );
        sent
    }

    pub(crate) fn client_gets_answer(&mut self, id: &Value, message: &Value) {
        let number = number_of(id).unwrap();
        let sent = self
            .sent
            .get_mut(&number)
            .unwrap_or_else(|| panic!("nobody asked {id}"));
        sent.answers += 1;
        assert_eq!(sent.answers, 1, "request {id} was answered twice");
        let (stream, restarts) = (sent.stream, sent.restarts);
        if !self.begun {
            self.client_gets_first_answer(number, message);
        } else if let Some(result) = message.get("result")
            && !stream
        {
            assert_eq!(result.get("echo"), (!restarts).then_some(id));
        }
    }

    fn client_gets_first_answer(&mut self, number: u64, message: &Value) {
        let code = message["error"]["code"].as_i64();
        if self.era == Era::Probe && number == 1 && code == Some(NO_METHOD) {
            return self.initialize();
        }
        if code.is_some() {
            // The client retries.
            let probes = number == 1 && matches!(self.era, Era::Probe | Era::Discover);
            self.sent.remove(&number);
            let before = std::mem::replace(&mut self.next_id, number);
            let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}});
            let again = if probes {
                self.made("server/discover", &json!({}), true)
            } else {
                self.made("initialize", &params, true)
            };
            self.next_id = before;
            self.at(1_000, Happening::ClientWrites(String::new()));
            return self.at(5_000, Happening::ClientWrites(again.to_string()));
        }
        self.begun = true;
        if !self.era.is_stateless() {
            self.write(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        }
    }
}
