//! A server as strict as those of the SDKs.

use serde_json::{Value, json};

use crate::parties::{id_of, number_of};
use crate::world::{Happening, World};

impl World {
    pub(crate) fn server_reads(&mut self, generation: u64, line: &str) {
        let server = self.servers.get_mut(&generation).unwrap();
        if line.is_empty() {
            return;
        }
        if !server.alive {
            return server.unread.push(line.to_owned());
        }
        let message: Value = serde_json::from_str(line).unwrap();
        match message {
            Value::Array(messages) => {
                for message in messages {
                    self.server_reads_one(generation, &message);
                }
            }
            message => self.server_reads_one(generation, &message),
        }
    }

    pub(crate) fn server_reads_one(&mut self, generation: u64, message: &Value) {
        let server = self.servers.get_mut(&generation).unwrap();
        let Some(method) = message.get("method").and_then(Value::as_str) else {
            assert_eq!(
                message["result"]["for"],
                json!(generation),
                "an answer to another process"
            );
            return;
        };
        let Some(id) = message.get("id") else {
            if method == "notifications/cancelled" {
                let number = number_of(&message["params"]["requestId"]);
                number.map(|number| server.streams.remove(&number));
            }
            return;
        };
        if self.era.is_stateless() {
            let version = &message["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"];
            assert_eq!(version, "2026-07-28", "{message}");
        } else if method == "initialize" {
            server.initialized = true;
        } else if method == "server/discover" {
            // It does not support the method and has no client yet.
            let line =
                json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "?"}});
            return self.at(1, Happening::ServerWrites(generation, line.to_string()));
        } else {
            assert!(server.initialized, "{method} before the handshake");
        }
        let number = number_of(id);
        if let Some(number) = number {
            let sent = self.sent.get_mut(&number).unwrap();
            sent.deliveries += 1;
            if sent.deliveries == 1 && number != 1 {
                assert!(number > server.last_first_delivery, "out of order");
                server.last_first_delivery = number;
            }
            let handshake = matches!(method, "initialize" | "server/discover");
            let most = if handshake || sent.acknowledged > 0 {
                u32::MAX
            } else {
                1 + u32::from(sent.repeatable)
            };
            assert!(
                sent.deliveries <= most,
                "request {number} was sent {} times",
                sent.deliveries
            );
        }
        let begins = matches!(method, "initialize" | "server/discover") && number.is_some();
        if server.hung && method != "initialize" && !begins {
            return;
        }
        if let Some(number) = number
            && method == "subscriptions/listen"
        {
            return self.server_opens(generation, number);
        }
        self.server_works(generation, id.clone(), method.to_owned(), message.clone());
    }

    /// Opens a stream, sends changes on it, and may end it by itself.
    fn server_opens(&mut self, generation: u64, number: u64) {
        let server = self.servers.get_mut(&generation).unwrap();
        server.streams.insert(number);
        let meta = json!({"_meta": {"io.modelcontextprotocol/subscriptionId": id_of(number)}});
        let tell = |method: &str| json!({"jsonrpc": "2.0", "method": method, "params": meta});
        let mut delay = self.random.u64(0..1_500);
        let line = tell("notifications/subscriptions/acknowledged").to_string();
        self.at(delay, Happening::StreamWrites(generation, number, line));
        for _ in 0..self.random.u32(0..3) {
            delay += self.random.u64(1..5_000);
            let line = tell("notifications/tools/list_changed").to_string();
            self.at(delay, Happening::StreamWrites(generation, number, line));
        }
        if self.random.u32(0..6) == 0 {
            delay += self.random.u64(1..20_000);
            self.at(delay, Happening::StreamEnds(generation, number));
        }
    }

    pub(crate) fn server_works(
        &mut self,
        generation: u64,
        id: Value,
        method: String,
        message: Value,
    ) {
        let mut delay = self.random.u64(0..1_500);
        if let Some(token) = message.pointer("/params/_meta/progressToken") {
            for progress in 1..=self.random.u64(1..4) {
                delay += self.random.u64(0..500);
                let line = json!({"jsonrpc": "2.0", "method": "notifications/progress",
                    "params": {"progressToken": token, "progress": progress}});
                self.at(delay, Happening::ServerWrites(generation, line.to_string()));
            }
        }
        let asks = matches!(&*method, "tools/call" | "initialize") && !self.era.is_stateless();
        if asks && self.random.bool() {
            let server = self.servers.get_mut(&generation).unwrap();
            server.questions += 1;
            let line = json!({"jsonrpc": "2.0", "id": server.questions,
                "method": "sampling/createMessage", "params": {"of": generation}});
            self.at(delay, Happening::ServerWrites(generation, line.to_string()));
        }
        if self.random.u32(0..20) == 0 {
            let garbage = "Listening on port 3000".to_owned();
            self.at(delay, Happening::ServerWrites(generation, garbage));
        }
        let name = if self.servers[&generation].tools {
            "x"
        } else {
            "y"
        };
        let result = if method == "initialize" {
            json!({"protocolVersion": "2025-11-25", "capabilities": {"tools": {"listChanged": true}}})
        } else {
            json!({"echo": id, "tools": [{"name": name, "annotations": {"readOnlyHint": false}}]})
        };
        let line = json!({"jsonrpc": "2.0", "id": id, "result": result});
        // Each request of the batch gets its own response, as in most servers.
        self.at(delay, Happening::ServerWrites(generation, line.to_string()));
    }
}
