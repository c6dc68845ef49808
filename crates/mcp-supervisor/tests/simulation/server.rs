//! A server as strict as those of the SDKs.

use serde_json::{Value, json};

use crate::world::{Happening, World};

impl World {
    pub(crate) fn server_reads(&mut self, generation: u64, line: &str) {
        if !self.servers[&generation].alive || line.is_empty() {
            return;
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
            return;
        };
        if method == "initialize" {
            server.initialized = true;
        } else {
            assert!(server.initialized, "{method} before the handshake");
        }
        let number = id
            .as_u64()
            .or_else(|| id.as_str().and_then(|text| text.parse::<u64>().ok()));
        if let Some(number) = number {
            let sent = self.sent.get_mut(&number).unwrap();
            sent.deliveries += 1;
            if sent.deliveries == 1 && number != 1 {
                assert!(number > server.last_first_delivery, "out of order");
                server.last_first_delivery = number;
            }
            let most = if number == 1 {
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
        if server.deaf && method != "initialize" {
            return;
        }
        self.server_works(generation, id.clone(), method.to_owned(), message.clone());
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
        if matches!(&*method, "tools/call" | "initialize") && self.random.bool() {
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
        let result = if method == "initialize" {
            json!({"protocolVersion": "2025-11-25", "capabilities": {"tools": {"listChanged": true}}})
        } else {
            json!({"echo": id, "tools": [{"name": "x", "annotations": {"readOnlyHint": false}}]})
        };
        let line = json!({"jsonrpc": "2.0", "id": id, "result": result});
        // Every request of the batch is answered by itself, as most servers do.
        self.at(delay, Happening::ServerWrites(generation, line.to_string()));
    }
}
