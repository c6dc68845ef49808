//! Handles lines of the server: passes them on, consumes answers to internal requests, and drops
//! lines that are not messages.

use std::time::Instant;

use serde_json::value::RawValue;

use super::action::{Action, Note};
use super::effect::Effect;
use super::handshake::{Agreed, Era, Handshake, own_meta};
use super::id::Id;
use super::lists::ListKind;
use super::machine::Session;
use super::malformed::Fault;
use super::message::{Kind, Line, Message, Outcome, Params};
use super::server_state::Stage;
use crate::buffer;

/// Fate of one message on its way to the client.
enum Fate {
    Pass,
    Change(String),
    Drop,
}

/// Effect of a request for the first page of tools.
const FIRST_TOOLS: Effect = Effect::List {
    kind: ListKind::Tools,
    first_page: true,
};

impl Session {
    /// Handles a line of a server, without its newline.
    pub fn server_line(
        &mut self,
        generation: u64,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        if self.standby_generation() == Some(generation) {
            return self.standby_line(generation, line, now, out);
        }
        if self.server.stage.generation() != Some(generation) {
            return;
        }
        self.server.silence.message_received(now);
        if !self.requests.in_flight.is_empty() {
            self.active = now;
        }
        let parsed = Line::parse(line);
        if !matches!(parsed, Line::Foreign) {
            self.garbage.end_fragment();
        }
        match parsed {
            Line::Foreign => self.foreign(generation, line, now, out),
            Line::One(message) => match self.judge(generation, &message, now, out) {
                Fate::Pass => Self::to_client(buffer::copy(line), out),
                Fate::Change(changed) => Self::to_client(changed.into_bytes(), out),
                Fate::Drop => {}
            },
            Line::Batch(messages) => self.batch_to_client(generation, line, &messages, now, out),
        }
        let after = self.streams.after.drain(..);
        out.extend(after.map(|line| Action::ToClient(line.into_vec())));
        self.report_drained(out);
    }

    /// Inserts a message before its effects, which must not reach the client earlier.
    fn to_client(line: Vec<u8>, out: &mut Vec<Action>) {
        out.push(Action::ToClient(line));
    }

    fn batch_to_client(
        &mut self,
        generation: u64,
        line: &[u8],
        messages: &[Message<'_>],
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        let mut changed = false;
        let mut parts = Vec::with_capacity(messages.len());
        for message in messages {
            match self.judge(generation, message, now, out) {
                Fate::Pass => parts.push(message.raw.to_owned()),
                Fate::Change(other) => {
                    changed = true;
                    parts.push(other);
                }
                Fate::Drop => changed = true,
            }
        }
        if !changed {
            Self::to_client(buffer::copy(line), out);
        } else if !parts.is_empty() {
            Self::to_client(format!("[{}]", parts.join(",")).into_bytes(), out);
        }
    }

    fn judge(
        &mut self,
        generation: u64,
        message: &Message<'_>,
        now: Instant,
        out: &mut Vec<Action>,
    ) -> Fate {
        match &message.kind {
            Kind::Response { id: None, .. } => {
                match self.error_without_id(generation, message, now, out) {
                    Some(line) if line == message.raw => Fate::Pass,
                    Some(line) => Fate::Change(line),
                    None => Fate::Drop,
                }
            }
            Kind::Response {
                id: Some(id),
                outcome,
                ..
            } => {
                if let Some(purpose) = self.internal.answered(generation, id) {
                    if let Some(purpose) = purpose {
                        self.own_answer(generation, purpose, *outcome, now, out);
                    }
                    return Fate::Drop;
                }
                if !outcome.is_well_formed() && self.refuse_garbled(id, Fault::NotJsonRpc, now, out)
                {
                    self.not_a_message(generation, message.raw.as_bytes(), out);
                    return Fate::Drop;
                }
                match self.request_of(id) {
                    Some(spelled) => {
                        self.note_text_id(generation, out);
                        self.answer(generation, &spelled, message, *outcome, out)
                    }
                    None => self.answer(generation, id, message, *outcome, out),
                }
            }
            Kind::Request {
                id,
                raw_id,
                method,
                params,
            } => {
                let token = Params::parse(*params).own_progress_token();
                if is_for_a_person(method) {
                    self.server_requests.wait_for_person(id.clone(), now);
                }
                if self.server_requests.add(id.clone(), token) {
                    out.push(Action::Note(Note::QuestionForgotten { generation }));
                }
                self.under_own_id(generation, message, id, raw_id)
            }
            Kind::Notification { method, params } => {
                self.notification(generation, message, method, *params, now)
            }
        }
    }

    /// The open request with this id, which the response may contain as text instead of a number.
    pub(crate) fn open_request(&self, id: &Id) -> Option<Id> {
        let is_open = self.is_open(id).then(|| id.clone());
        is_open.or_else(|| self.request_of(id))
    }

    /// The open request with a numeric id that matches this text id.
    fn request_of(&self, id: &Id) -> Option<Id> {
        if self.is_open(id) {
            return None;
        }
        id.spelled_number().filter(|spelled| self.is_open(spelled))
    }

    fn note_text_id(&mut self, generation: u64, out: &mut Vec<Action>) {
        if !std::mem::replace(&mut self.client.noted_text_id, true) {
            out.push(Action::Note(Note::TextId { generation }));
        }
    }

    fn under_own_id(
        &self,
        generation: u64,
        message: &Message<'_>,
        id: &Id,
        raw_id: &RawValue,
    ) -> Fate {
        if generation == 1 {
            return Fate::Pass;
        }
        Fate::Change(message.with(raw_id, &self.server_ids.wrap(generation, id)))
    }

    fn answer(
        &mut self,
        generation: u64,
        id: &Id,
        message: &Message<'_>,
        outcome: Outcome<'_>,
        out: &mut Vec<Action>,
    ) -> Fate {
        if let Some(request) = self.requests.in_flight.remove(id) {
            self.garbage.settle(id);
            self.observe_answer(id, outcome, out);
            let Outcome::Result(result) = outcome else {
                return Fate::Pass;
            };
            let lists_tools = request.effect == FIRST_TOOLS;
            self.apply(generation, request.effect, result, out);
            let longer = lists_tools.then(|| self.with_restart_tool(message, result));
            return longer.flatten().map_or(Fate::Pass, Fate::Change);
        }
        if self.streams.contains(id) {
            return self.end_of_stream(id);
        }
        if self.requests.cancelled.take(id) {
            return Fate::Pass;
        }
        out.push(Action::Note(Note::UnexpectedAnswer {
            generation,
            id: id.clone(),
        }));
        Fate::Drop
    }

    /// Handles the end of a stream by the server. A server that is being stopped ends all streams,
    /// and the next one takes them over.
    fn end_of_stream(&mut self, id: &Id) -> Fate {
        let is_draining = matches!(self.server.stage, Stage::Draining { .. });
        if self.streams.contains(id) && is_draining && !self.ended {
            return Fate::Drop;
        }
        self.streams.remove(id);
        Fate::Pass
    }

    /// Records the effects of a response on the session.
    fn apply(&mut self, generation: u64, effect: Effect, result: &RawValue, out: &mut Vec<Action>) {
        match effect {
            Effect::None | Effect::Listen => {}
            Effect::Initialize { params } => {
                if let Some(agreed) = Agreed::parse(result) {
                    let initialized = None;
                    self.client.era = Era::Handshake(Handshake {
                        params,
                        agreed,
                        initialized,
                    });
                    out.push(Action::Ready { generation });
                }
                return;
            }
            Effect::Discover => {
                if !matches!(self.client.era, Era::Handshake(_)) {
                    self.client.answers_ping = true;
                    self.become_stateless();
                }
            }
            Effect::SetLevel(params) => self.client.level = Some(params),
            Effect::Subscribe { uri, params } => {
                self.client.subscriptions.insert(uri, params);
            }
            Effect::Unsubscribe { uri } => {
                self.client.subscriptions.remove(&uri);
            }
            Effect::List { kind, first_page } => {
                self.client.lists.learn(kind, first_page, result);
                if kind == ListKind::Tools {
                    self.client.tools.learn(first_page, result);
                }
            }
        }
        if matches!(self.client.era, Era::Stateless { .. }) && !self.server.announced {
            self.server.announced = true;
            out.push(Action::Ready { generation });
        }
    }

    fn become_stateless(&mut self) {
        if !matches!(self.client.era, Era::Stateless { .. }) {
            self.client.era = Era::Stateless {
                meta: self.client.probe_meta.take(),
            };
        }
    }

    fn notification(
        &mut self,
        generation: u64,
        message: &Message<'_>,
        method: &str,
        params: Option<&RawValue>,
        now: Instant,
    ) -> Fate {
        match method {
            "notifications/progress" => {
                let params = Params::parse(params);
                let token = params.progress_token.and_then(Id::parse);
                let (Some(token), Some(progress)) = (token, params.progress) else {
                    return Fate::Pass;
                };
                self.requests.in_flight.extend(&token, now);
                if self.requests.silenced.contains(&token)
                    || !self.requests.in_flight.progresses(&token, progress)
                {
                    return Fate::Drop;
                }
                Fate::Pass
            }
            "notifications/cancelled" => {
                let Some(raw_id) = Params::parse(params).request_id else {
                    return Fate::Pass;
                };
                let Some(id) = Id::parse(raw_id) else {
                    return Fate::Pass;
                };
                if self.answered_server_request(&id, now) || self.cancels_questions() {
                    self.under_own_id(generation, message, &id, raw_id)
                } else {
                    self.end_of_stream(&id)
                }
            }
            "notifications/subscriptions/acknowledged" => {
                let meta = Params::parse(params).meta;
                let id = meta
                    .and_then(|meta| meta.subscription_id)
                    .and_then(Id::parse);
                match id.map(|id| self.streams.acknowledge(&id)) {
                    None => Fate::Pass,
                    Some(None) => Fate::Drop,
                    Some(Some(waiting)) => {
                        self.streams.after.extend(waiting);
                        Fate::Pass
                    }
                }
            }
            _ => Fate::Pass,
        }
    }

    /// Closes a request of the server to the client; returns true if it was open. The time that the
    /// server waited for a person does not count against the timeouts of the client's requests.
    pub(crate) fn answered_server_request(&mut self, id: &Id, now: Instant) -> bool {
        if let Some(waited) = self.server_requests.person_answered(id, now) {
            self.requests.in_flight.postpone(waited);
        }
        self.server_requests.remove(id)
    }

    /// Keeps the `_meta` of the probe in case its answer shows that the server is stateless.
    pub(crate) fn remember_probe(&mut self, params: Option<&RawValue>) {
        self.client.probe_meta = own_meta(params);
    }
}

/// True for requests of a server that a person may have to answer.
fn is_for_a_person(method: &str) -> bool {
    let methods = ["elicitation/create", "sampling/createMessage", "roots/list"];
    methods.contains(&method)
}
