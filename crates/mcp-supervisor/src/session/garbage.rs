//! Handles server output that is not a message: the affected requests are answered with an error.

use std::time::{Duration, Instant};

use super::action::{Action, Note, Unusable};
use super::fragment::Fragment;
use super::id::Id;
use super::internal_requests::Purpose;
use super::machine::Session;
use super::malformed::{Fault, Recognised, recognise};
use super::message::{Kind, Message, Outcome};
use super::reply::Refusal;
use super::server_state::Stage;

/// Maximum number of characters of an invalid line that are logged.
const SHOWN: usize = 200;
/// Time limit for the valid response after a line that only resembles one: some servers print their
/// responses to the same output for debugging.
const DOUBT: Duration = Duration::from_millis(500);
/// Maximum number of requests in doubt.
const MOST_DOUBTS: usize = 256;

/// Lines of the running process that are not messages.
#[derive(Debug, Default)]
pub(crate) struct Garbage {
    /// A message that may be spread across several lines.
    fragment: Option<Fragment>,
    /// Requests that get an error unless a valid response follows.
    doubts: Vec<(Id, Fault, Instant)>,
}

impl Garbage {
    /// Handles a valid message: fragments before it are complete.
    pub(crate) fn end_fragment(&mut self) {
        self.fragment = None;
    }

    /// A request was answered.
    pub(crate) fn settle(&mut self, id: &Id) {
        self.doubts.retain(|(doubtful, _, _)| doubtful != id);
    }

    /// Extends the deadlines by the time during which the server was not read.
    pub(crate) fn postpone(&mut self, by: Duration) {
        for (_, _, deadline) in &mut self.doubts {
            *deadline += by;
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.doubts.iter().map(|(_, _, deadline)| *deadline).min()
    }
}

impl Session {
    /// Handles a line that is not a message.
    pub(crate) fn foreign(
        &mut self,
        generation: u64,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        self.not_a_message(generation, line, out);
        let found = recognise(line, true);
        let fault = found.fault.unwrap_or(Fault::Json);
        if found.is_bare && self.garbage.fragment.is_none() {
            self.answer_garbled(generation, &found, fault, now, out);
            return;
        }
        if found.is_response() {
            self.doubt(&found, fault, now);
        }
        let fragment = match self.garbage.fragment.take() {
            Some(mut fragment) => {
                fragment.push(line);
                Some(fragment)
            }
            None => Fragment::begin(line),
        };
        if let Some(mut fragment) = fragment {
            if let Some(found) = fragment.recognise() {
                self.doubt(&found, Fault::SeveralLines, now);
            }
            self.garbage.fragment = (!fragment.is_complete()).then_some(fragment);
        }
    }

    /// Handles a message without a newline after the time limit.
    pub fn line_without_end(
        &mut self,
        generation: u64,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        if self.server.stage.generation() == Some(generation) {
            self.not_a_message(generation, line, out);
            let found = recognise(line, true);
            self.answer_garbled(generation, &found, Fault::NoNewline, now, out);
            self.report_drained(out);
        }
    }

    pub(crate) fn not_a_message(&self, generation: u64, line: &[u8], out: &mut Vec<Action>) {
        if !line.trim_ascii().is_empty() {
            let beginning = String::from_utf8_lossy(line).chars().take(SHOWN).collect();
            out.push(Action::Note(Note::NotAMessage {
                generation,
                beginning,
            }));
        }
    }

    /// Answers requests whose responses cannot be passed on.
    fn answer_garbled(
        &mut self,
        generation: u64,
        found: &Recognised,
        fault: Fault,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        for id in &found.responses {
            match self.internal.answered(generation, id) {
                Some(Some(Purpose::Initialize)) => self.handshake_garbled(generation, fault, out),
                Some(_) => {}
                None => {
                    self.refuse_garbled(id, fault, now, out);
                }
            }
        }
        if found.without_id {
            self.answer_only_request(generation, fault, now, out);
        }
        if let Some(id) = &found.request {
            let line = format!(
                r#"{{"jsonrpc":"2.0","id":{},"error":{{"code":-32700,"message":"the MCP supervisor could not read this request: it is not valid JSON"}}}}"#,
                id.to_json()
            );
            out.push(Action::ToServer {
                generation,
                line: line.into_bytes(),
            });
        }
    }

    /// Answers a request with an error; returns false if it is not open.
    pub(crate) fn refuse_garbled(
        &mut self,
        id: &Id,
        fault: Fault,
        now: Instant,
        out: &mut Vec<Action>,
    ) -> bool {
        let Some(id) = self.open_request(id) else {
            return false;
        };
        let request = self.requests.in_flight.remove(&id);
        self.streams.remove(&id);
        self.garbage.settle(&id);
        let mut answered = vec![id];
        let batch = request.and_then(|request| request.batch);
        if let Some(batch) = batch {
            // The other responses of the batch were on the same line.
            answered.extend(self.requests.in_flight.take_batch(batch));
        }
        let why = Refusal::Malformed(fault);
        self.refuse(&answered, batch.is_some(), why, now, out);
        true
    }

    /// A response without an id can only answer the only open request.
    fn answer_only_request(
        &mut self,
        generation: u64,
        fault: Fault,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        if matches!(self.server.stage, Stage::Replaying { .. }) {
            self.handshake_garbled(generation, fault, out);
        } else if let Some(id) = self.requests.in_flight.only() {
            self.refuse_garbled(&id, fault, now, out);
        }
    }

    fn handshake_garbled(&mut self, generation: u64, fault: Fault, out: &mut Vec<Action>) {
        self.server.stage = Stage::Draining { generation };
        let why = Unusable::HandshakeRefused(fault.message().to_owned());
        out.push(Action::Unusable { generation, why });
    }

    /// Answers the requests after a delay, unless a valid response follows.
    fn doubt(&mut self, found: &Recognised, fault: Fault, now: Instant) {
        let only = found.without_id.then(|| self.requests.in_flight.only());
        let ids = found.responses.iter().cloned().chain(only.flatten());
        for id in ids {
            let Some(id) = self.open_request(&id) else {
                continue;
            };
            let is_known = self.garbage.doubts.iter().any(|(known, _, _)| *known == id);
            if !is_known && self.garbage.doubts.len() < MOST_DOUBTS {
                self.garbage.doubts.push((id, fault, now + DOUBT));
            }
        }
    }

    /// Answers requests that got no valid response.
    pub(crate) fn end_doubts(&mut self, now: Instant, out: &mut Vec<Action>) {
        let doubts = std::mem::take(&mut self.garbage.doubts);
        let (due, kept): (Vec<_>, Vec<_>) = doubts
            .into_iter()
            .partition(|(_, _, deadline)| *deadline <= now);
        self.garbage.doubts = kept;
        for (id, fault, _) in due {
            self.refuse_garbled(&id, fault, now, out);
        }
        self.report_drained(out);
    }

    /// Handles an error without an id, which concerns the only open request. Returns the line for
    /// the client.
    pub(crate) fn error_without_id(
        &mut self,
        generation: u64,
        message: &Message<'_>,
        now: Instant,
        out: &mut Vec<Action>,
    ) -> Option<String> {
        let Kind::Response { outcome, .. } = &message.kind else {
            return Some(message.raw.to_owned());
        };
        if matches!(self.server.stage, Stage::Replaying { .. }) {
            let Outcome::Error(error) = outcome else {
                return None;
            };
            self.server.stage = Stage::Draining { generation };
            let error = error.get().chars().take(300).collect();
            let why = Unusable::HandshakeRefused(error);
            out.push(Action::Unusable { generation, why });
            return None;
        }
        let Some(id) = self.requests.in_flight.only() else {
            return Some(message.raw.to_owned());
        };
        if !outcome.is_well_formed() || matches!(outcome, Outcome::Result(_)) {
            self.refuse_garbled(&id, Fault::NotJsonRpc, now, out);
            return None;
        }
        let Outcome::Error(error) = outcome else {
            return None;
        };
        self.requests.in_flight.remove(&id);
        self.garbage.settle(&id);
        self.observe_answer(&id, *outcome, out);
        Some(format!(
            r#"{{"jsonrpc":"2.0","id":{},"error":{}}}"#,
            id.to_json(),
            error.get()
        ))
    }
}
