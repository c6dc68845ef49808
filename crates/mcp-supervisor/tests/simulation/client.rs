//! A client that floods and cancels, and notes what it gets.

use serde_json::{Value, json};

use crate::world::{Happening, Sent, World};

impl World {
    pub(crate) fn client_speaks(&mut self) {
        if !self.handshake {
            return self.at(20_000, Happening::ClientSpeaks);
        }
        let burst = if self.random.u32(0..6) == 0 {
            30
        } else {
            self.random.u64(1..4)
        };
        for _ in 0..burst {
            let id = self.next_id;
            match self.random.u32(0..8) {
                0 => self.request(id, "ping", json!({})),
                1 | 2 => self.request(id, "tools/list", json!({"_meta": {"progressToken": id}})),
                3 => {
                    let id = self.random.u64(1..id.max(2));
                    self.cancel(id);
                }
                4 => self
                    .write(json!({"jsonrpc": "2.0", "method": "notifications/roots/list_changed"})),
                5 if self.random.u32(0..4) == 0 => self.batch(),
                _ => self.request(
                    id,
                    "tools/call",
                    json!({"name": "x", "_meta": {"progressToken": id}}),
                ),
            }
        }
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
        // Half of the ids are strings; the two kinds must not be mixed up.
        let id = if id.is_multiple_of(2) {
            json!(id)
        } else {
            json!(id.to_string())
        };
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
    }

    pub(crate) fn request(&mut self, _: u64, method: &str, params: Value) {
        let message = self.made(method, &params, method != "tools/call");
        self.write(message);
    }

    pub(crate) fn cancel(&mut self, id: u64) {
        // The handshake must not be cancelled.
        if id <= 1 {
            return;
        }
        self.sent.get_mut(&id).unwrap().cancelled = true;
        let id = if id.is_multiple_of(2) {
            json!(id)
        } else {
            json!(id.to_string())
        };
        self.write(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}}));
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
            (Some("notifications/cancelled"), None) => {}
            _ => panic!("the client got {message}"),
        }
    }

    pub(crate) fn client_gets_answer(&mut self, id: &Value, message: &Value) {
        let (number, typed) = match id {
            Value::String(text) => (
                text.parse::<u64>().unwrap(),
                !text.parse::<u64>().unwrap().is_multiple_of(2),
            ),
            other => (
                other.as_u64().unwrap(),
                other.as_u64().unwrap().is_multiple_of(2),
            ),
        };
        assert!(typed, "id {id} changed its type");
        let sent = self
            .sent
            .get_mut(&number)
            .unwrap_or_else(|| panic!("nobody asked {id}"));
        sent.answers += 1;
        assert_eq!(sent.answers, 1, "request {id} was answered twice");
        if number == 1 {
            if message.get("error").is_some() {
                // A client tries again.
                let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}});
                self.at(1_000, Happening::ClientWrites(String::new()));
                let again =
                    json!({"jsonrpc": "2.0", "id": "1", "method": "initialize", "params": params});
                self.sent.insert(
                    1,
                    Sent {
                        repeatable: true,
                        ..Sent::default()
                    },
                );
                self.at(5_000, Happening::ClientWrites(again.to_string()));
            } else {
                self.handshake = true;
                self.write(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
            }
        } else if let Some(result) = message.get("result") {
            assert_eq!(result["echo"], *id);
        }
    }
}
