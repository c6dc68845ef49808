//! Handles lines of the client while no server can receive them.

use std::time::Instant;

use super::action::{Action, Note};
use super::handshake::Era;
use super::id::Id;
use super::machine::Session;
use super::message::{Kind, Line, Message, Params};
use super::queue::{Past, QueuedLine};
use super::reply::Refusal;
use super::server_state::Stage;

impl Session {
    /// Handles a line while no server can receive it.
    pub(crate) fn hold(&mut self, line: &[u8], now: Instant, out: &mut Vec<Action>) {
        let messages = match Line::parse(line) {
            Line::Foreign => return self.put_aside(line, Vec::new(), now, out),
            Line::One(message) => vec![message],
            Line::Batch(messages) => messages,
        };
        let mut wanted = Vec::new();
        let mut requests = Vec::new();
        for message in &messages {
            match &message.kind {
                Kind::Request {
                    id, method, params, ..
                } => {
                    if self.is_open(id) || self.requests.queue.contains(id) {
                        let id = std::slice::from_ref(id);
                        self.refuse(id, false, Refusal::DuplicateId, now, out);
                    } else {
                        self.observe_begin(id, method, *params, out);
                        requests.push(id.clone());
                        wanted.push(message.raw);
                    }
                }
                Kind::Notification { .. } if self.passes_at_once(message, now, out) => {}
                Kind::Notification { .. } => wanted.push(message.raw),
                Kind::Response { .. } => self.answer_now(message, now, out),
            }
        }
        match wanted.len() {
            0 => {}
            all if all == messages.len() => self.put_aside(line, requests, now, out),
            _ => {
                let line = format!("[{}]", wanted.join(","));
                self.put_aside(line.as_bytes(), requests, now, out);
            }
        }
    }

    /// Handles a notification that must not be queued; returns false for others.
    fn passes_at_once(
        &mut self,
        message: &Message<'_>,
        now: Instant,
        out: &mut Vec<Action>,
    ) -> bool {
        let Kind::Notification { method, params } = &message.kind else {
            return false;
        };
        let draining = match self.server.stage {
            Stage::Draining { generation } => Some(generation),
            _ => None,
        };
        match &**method {
            "notifications/cancelled" => {
                self.observe_cancellation(*params, out);
                let Some(id) = Params::parse(*params).request_id.and_then(Id::parse) else {
                    return true;
                };
                if !self.requests.queue.cancel(&id) && !self.streams.contains(&id) {
                    if let Some(generation) = draining {
                        self.send(
                            generation,
                            message.raw.as_bytes(),
                            Past::default(),
                            now,
                            out,
                        );
                        self.report_drained(out);
                    }
                } else {
                    self.streams.remove(&id);
                }
                true
            }
            // Its process has ended, unless it is being drained.
            "notifications/progress" => {
                if let Some(generation) = draining {
                    self.send(
                        generation,
                        message.raw.as_bytes(),
                        Past::default(),
                        now,
                        out,
                    );
                }
                true
            }
            "notifications/initialized" => {
                if let Era::Handshake(handshake) = &mut self.client.era {
                    // Sent with the repeated handshake.
                    handshake.initialized = Some(message.raw.as_bytes().into());
                    return true;
                }
                false
            }
            _ => false,
        }
    }

    fn answer_now(&mut self, message: &Message<'_>, now: Instant, out: &mut Vec<Action>) {
        match self.server.stage.generation() {
            Some(generation) => {
                self.send(
                    generation,
                    message.raw.as_bytes(),
                    Past::default(),
                    now,
                    out,
                );
            }
            None if self.answer_standby(message, out) => {}
            None => {
                if let Kind::Response { id: Some(id), .. } = &message.kind {
                    let (generation, _) = self.server_ids.unwrap(id);
                    out.push(Action::Note(Note::LateAnswer { generation }));
                }
            }
        }
    }

    fn put_aside(&mut self, line: &[u8], requests: Vec<Id>, now: Instant, out: &mut Vec<Action>) {
        let has_requests = !requests.is_empty();
        let queued = QueuedLine {
            line: line.into(),
            requests,
            cancelled: Vec::new(),
            crashes: 0,
            progress: None,
            deadline: has_requests.then(|| now + self.options.hold.time),
        };
        if self.ended {
            return self.refuse_line(&queued, Refusal::Ended, now, out);
        }
        if self.server.out_of_service && has_requests {
            return self.refuse_line(&queued, Refusal::OutOfService, now, out);
        }
        if let Err(queued) = self.requests.queue.push(queued) {
            if has_requests {
                self.refuse_line(&queued, Refusal::QueueFull, now, out);
            } else {
                out.push(Action::Note(Note::NotificationLost));
            }
        }
    }
}
