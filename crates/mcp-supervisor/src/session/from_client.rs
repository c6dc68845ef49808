//! Handles lines of the client: passes them on, queues them, or answers them.

use std::time::Instant;

use serde_json::value::RawValue;

use super::action::{Action, Note};
use super::effect::Effect;
use super::handshake::{Era, own_meta};
use super::id::Id;
use super::in_flight::Request;
use super::listen::Stream;
use super::machine::Session;
use super::message::{Kind, Line, Message, Params};
use super::queue::Past;
use super::repeat::{Repeatable, RetryInFlight, repeatable};
use super::server_state::Stage;
use crate::buffer;

/// Progress extends `--request-timeout` up to this multiple of it.
const MAX_EXTENSION: u32 = 10;

/// Fate of one message on its way to the server.
enum Fate {
    Pass,
    Change(String),
    Drop,
}

/// Position of a message.
#[derive(Debug, Clone, Copy)]
struct Place {
    generation: u64,
    batch: Option<u64>,
    past: Past,
}

impl Session {
    /// Handles a line of the client, without its newline.
    pub fn client_line(&mut self, line: &[u8], now: Instant, out: &mut Vec<Action>) {
        if line.trim_ascii().is_empty() {
            return;
        }
        self.active = now;
        if self.call_restart_tool(line, now, out) {
            return;
        }
        match self.server.stage {
            Stage::Live { generation } => {
                self.send(generation, line, Past::default(), now, out);
            }
            _ => self.hold(line, now, out),
        }
    }

    /// Sends a line to a running server.
    pub(crate) fn send(
        &mut self,
        generation: u64,
        line: &[u8],
        past: Past,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        self.server.silence.message_sent(now);
        let mut place = Place {
            generation,
            batch: None,
            past,
        };
        let line = match Line::parse(line) {
            // The server decides whether to answer it.
            Line::Foreign => buffer::copy(line),
            Line::One(message) => match self.route(&message, &place, now, out) {
                Fate::Pass => buffer::copy(line),
                Fate::Change(changed) => changed.into_bytes(),
                Fate::Drop => return,
            },
            Line::Batch(messages) => {
                self.requests.batches += 1;
                place.batch = Some(self.requests.batches);
                match self.route_batch(&messages, &place, now, out) {
                    Fate::Pass => buffer::copy(line),
                    Fate::Change(changed) => changed.into_bytes(),
                    Fate::Drop => return,
                }
            }
        };
        out.push(Action::ToServer { generation, line });
    }

    fn route_batch(
        &mut self,
        messages: &[Message<'_>],
        place: &Place,
        now: Instant,
        out: &mut Vec<Action>,
    ) -> Fate {
        let mut changed = false;
        let mut parts = Vec::with_capacity(messages.len());
        for message in messages {
            match self.route(message, place, now, out) {
                Fate::Pass => parts.push(message.raw.to_owned()),
                Fate::Change(other) => {
                    changed = true;
                    parts.push(other);
                }
                Fate::Drop => changed = true,
            }
        }
        match (changed, parts.is_empty()) {
            (_, true) => Fate::Drop,
            (true, false) => Fate::Change(format!("[{}]", parts.join(","))),
            (false, false) => Fate::Pass,
        }
    }

    fn route(
        &mut self,
        message: &Message<'_>,
        place: &Place,
        now: Instant,
        out: &mut Vec<Action>,
    ) -> Fate {
        match &message.kind {
            Kind::Request {
                id, method, params, ..
            } => {
                if let Some(why) = self.objection(id) {
                    self.refuse(std::slice::from_ref(id), false, why, now, out);
                    return Fate::Drop;
                }
                self.observe_begin(id, method, *params, out);
                self.decide_era(method, *params);
                if method == "subscriptions/listen" {
                    let (raw, crashes) = (message.raw.as_bytes(), place.past.crashes);
                    let stream = Stream::new(raw, crashes, self.requests.in_flight.next_place());
                    self.streams.insert(id.clone(), stream);
                } else {
                    let request = self.request(message.raw, method, *params, place, now);
                    if let Some(token) = &request.token {
                        self.requests.silenced.take(token);
                    }
                    self.requests.in_flight.insert(id.clone(), request);
                }
                Fate::Pass
            }
            Kind::Notification { method, params } => {
                self.notify_standby(method, message.raw, out);
                if method == "notifications/cancelled" {
                    self.observe_cancellation(*params, out);
                }
                self.notify(message.raw, method, *params, place)
            }
            Kind::Response {
                id: Some(id),
                raw_id: Some(raw_id),
                ..
            } => {
                let (generation, original) = self.server_ids.unwrap(id);
                if generation != place.generation {
                    if self.answer_standby(message, out) {
                        return Fate::Drop;
                    }
                    out.push(Action::Note(Note::LateAnswer { generation }));
                    return Fate::Drop;
                }
                if let Some(id) = Id::from_json(&original) {
                    self.answered_server_request(&id, now);
                }
                if original == raw_id.get() || generation == 1 {
                    Fate::Pass
                } else {
                    Fate::Change(message.with(raw_id, &original))
                }
            }
            Kind::Response { .. } => Fate::Pass,
        }
    }

    fn decide_era(&mut self, method: &str, params: Option<&RawValue>) {
        match (method, &self.client.era) {
            // Only a completed handshake decides the era, not its request.
            ("initialize", _) => {}
            // Only the server's response to the probe decides the era, not the request.
            ("server/discover", Era::Undecided) => self.remember_probe(params),
            (_, Era::Undecided) => {
                let parsed = Params::parse(params);
                if parsed
                    .meta
                    .is_some_and(|meta| meta.protocol_version.is_some())
                {
                    self.client.era = Era::Stateless {
                        meta: own_meta(params),
                    };
                }
            }
            _ => {}
        }
    }

    fn request(
        &self,
        raw: &str,
        method: &str,
        params: Option<&RawValue>,
        place: &Place,
        now: Instant,
    ) -> Request {
        let repeatable = repeatable(method);
        let repeat = place.batch.is_none()
            && match (repeatable, self.options.retry) {
                (Repeatable::Handshake, _) => true,
                (Repeatable::No, _) | (_, RetryInFlight::Never) => false,
                (Repeatable::Yes, _) => true,
                (Repeatable::ByTool, RetryInFlight::Safe) => false,
                (Repeatable::ByTool, RetryInFlight::Idempotent) => Params::parse(params)
                    .name
                    .is_some_and(|name| self.client.tools.contains(&name)),
            };
        let room = self
            .options
            .hold
            .bytes
            .saturating_sub(self.requests.in_flight.kept_bytes());
        let keep = repeat && raw.len() <= room;
        let timeout = match repeatable {
            Repeatable::Handshake => None,
            _ => self.options.timeout(method, params),
        };
        let watched = keep
            || place.past.crashes > 0
            || timeout.is_some()
            || !self.requests.silenced.is_empty();
        Request {
            line: keep.then(|| raw.as_bytes().into()),
            crashes: place.past.crashes,
            handshake: repeatable == Repeatable::Handshake,
            deadline: match repeatable {
                Repeatable::Handshake => Some(now + self.options.handshake_timeout),
                _ => timeout.map(|time| now + time),
            },
            timeout,
            latest: timeout.map(|time| now + time.saturating_mul(MAX_EXTENSION)),
            hold_until: place.past.hold_until,
            batch: place.batch,
            token: watched
                .then(|| Params::parse(params).own_progress_token())
                .flatten(),
            progress: place.past.progress,
            effect: Effect::of(method, params),
        }
    }

    fn notify(
        &mut self,
        raw: &str,
        method: &str,
        params: Option<&RawValue>,
        place: &Place,
    ) -> Fate {
        match method {
            "notifications/initialized" => {
                if let Era::Handshake(handshake) = &mut self.client.era {
                    handshake.initialized = Some(raw.as_bytes().into());
                }
            }
            "notifications/cancelled" => {
                if let Some(id) = Params::parse(params).request_id.and_then(Id::parse) {
                    self.forget(&id);
                }
            }
            // Drop progress for requests of an earlier process.
            "notifications/progress" if place.generation > 1 => {
                let token = Params::parse(params).progress_token.and_then(Id::parse);
                if token.is_some_and(|token| !self.server_requests.tokens().contains(&token)) {
                    return Fate::Drop;
                }
            }
            _ => {}
        }
        Fate::Pass
    }

    /// Removes a request that the client cancelled.
    fn forget(&mut self, id: &Id) {
        if let Some(request) = self.requests.in_flight.remove(id) {
            if request.handshake {
                // The handshake must not be cancelled.
                self.requests.in_flight.insert(id.clone(), request);
                return;
            }
            // If the request was repeated, its progress would restart at zero.
            if let (Some(token), 1..) = (request.token, request.crashes) {
                self.requests.silenced.add(token);
            }
            self.requests.cancelled.add(id.clone());
        } else if self.streams.remove(id).is_some() {
            self.requests.cancelled.add(id.clone());
        }
    }
}
