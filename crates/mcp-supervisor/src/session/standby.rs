//! Keeps a standby process, which has completed the same handshake and takes over when the first
//! one ends.
//!
//! Its requests to the client (for roots, for instance) get their own ids; its notifications are
//! dropped, so that the client sees one server.

use std::time::Instant;

use super::action::{Action, Note, Unusable};
use super::handshake::{Agreed, Era};
use super::id::Id;
use super::internal_requests::Purpose;
use super::machine::Session;
use super::message::{Kind, Line, Message, Outcome, Params};
use super::server_requests::ServerRequests;
use super::server_state::Stage;
use super::silence::Silence;
use super::standby_state::Standby;

impl Session {
    /// Handles the start of the standby.
    pub fn standby_started(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.standby = Some(Standby {
            generation,
            deadline: Some(now + self.options.handshake_timeout),
            uninitialized: false,
            requests: ServerRequests::default(),
            silence: Silence::new(now),
            stderr: Vec::new(),
        });
        match self.first_request(generation) {
            Some(line) => out.push(Action::ToServer { generation, line }),
            None => self.standby_is_ready(out),
        }
    }

    /// Handles the end of the standby; the session is unchanged.
    pub fn standby_gone(&mut self, out: &mut Vec<Action>) {
        if let Some(standby) = self.standby.take() {
            self.internal.forget(standby.generation);
            self.withdraw(standby.generation, standby.requests, out);
        }
    }

    /// Lets the standby take over from the first process, even if it is not ready yet.
    pub fn promote(&mut self, now: Instant, out: &mut Vec<Action>) {
        let Some(standby) = self.standby.take() else {
            return;
        };
        let generation = standby.generation;
        self.server.last_generation = generation;
        // A pending ping must still be answered.
        self.server.silence = standby.silence;
        self.server_requests = standby.requests;
        self.server.replace_stderr(standby.stderr);
        if let Some(deadline) = standby.deadline {
            self.server.announced = false;
            self.server.stage = Stage::Replaying {
                generation,
                deadline,
            };
        } else {
            self.take_up(generation, now, out);
        }
    }

    fn standby_is_ready(&mut self, out: &mut Vec<Action>) {
        if let Some(standby) = &mut self.standby {
            standby.deadline = None;
            out.push(Action::StandbyReady {
                generation: standby.generation,
            });
        }
    }

    /// True if a server's cancellation refers to its own request, including an untracked one; in
    /// the stateless era, it refers to a stream of the client.
    pub(crate) fn cancels_questions(&self) -> bool {
        !matches!(self.client.era, Era::Stateless { .. })
    }

    pub(crate) fn standby_generation(&self) -> Option<u64> {
        self.standby.as_ref().map(|standby| standby.generation)
    }

    /// Gives up a standby that does not answer the handshake in time.
    pub(crate) fn time_out_standby(&mut self, now: Instant, out: &mut Vec<Action>) {
        let due = self
            .standby
            .as_ref()
            .filter(|standby| standby.deadline.is_some_and(|deadline| deadline <= now));
        if let Some(standby) = due {
            if !self.must_answer_first() {
                return self.standby_is_ready(out);
            }
            let why = Unusable::HandshakeTimedOut(self.options.handshake_timeout);
            let generation = standby.generation;
            self.standby_gone(out);
            out.push(Action::Unusable { generation, why });
        }
    }

    /// Handles a line of the standby.
    pub(crate) fn standby_line(
        &mut self,
        generation: u64,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        if let Some(standby) = &mut self.standby {
            standby.silence.message_received(now);
        }
        match Line::parse(line) {
            Line::Foreign => self.not_a_message(generation, line, out),
            Line::One(message) => self.standby_message(generation, &message, out),
            Line::Batch(messages) => {
                for message in &messages {
                    self.standby_message(generation, message, out);
                }
            }
        }
    }

    fn standby_message(&mut self, generation: u64, message: &Message<'_>, out: &mut Vec<Action>) {
        let Some(standby) = &mut self.standby else {
            return;
        };
        match &message.kind {
            Kind::Response {
                id: Some(id),
                outcome,
                ..
            } => match self.internal.answered(generation, id) {
                Some(Some(Purpose::Initialize)) => self.standby_answered(generation, *outcome, out),
                Some(Some(Purpose::Discover)) => {
                    self.client.answers_ping = true;
                    self.standby_is_ready(out);
                }
                Some(Some(Purpose::Ping)) => self.client.answers_ping = true,
                Some(_) => {}
                None => out.push(Action::Note(Note::UnexpectedAnswer {
                    generation,
                    id: id.clone(),
                })),
            },
            Kind::Request {
                id, raw_id, params, ..
            } => {
                let token = Params::parse(*params).own_progress_token();
                if standby.requests.add(id.clone(), token) {
                    out.push(Action::Note(Note::QuestionForgotten { generation }));
                }
                let line = message.with(raw_id, &self.server_ids.wrap(generation, id));
                out.push(Action::ToClient(line.into_bytes()));
            }
            Kind::Notification { method, params } if &**method == "notifications/cancelled" => {
                let Some(raw_id) = Params::parse(*params).request_id else {
                    return;
                };
                let Some(id) = Id::parse(raw_id) else { return };
                if standby.requests.remove(&id) || self.cancels_questions() {
                    let line = message.with(raw_id, &self.server_ids.wrap(generation, &id));
                    out.push(Action::ToClient(line.into_bytes()));
                }
            }
            Kind::Response { .. } | Kind::Notification { .. } => {}
        }
    }

    fn standby_answered(&mut self, generation: u64, outcome: Outcome<'_>, out: &mut Vec<Action>) {
        let refused = |why: String| Unusable::HandshakeRefused(why);
        match self.standby_agrees(outcome) {
            Ok(initialized) => {
                if let Some(line) = initialized {
                    out.push(Action::ToServer { generation, line });
                } else if let Some(standby) = &mut self.standby {
                    standby.uninitialized = true;
                }
                self.standby_is_ready(out);
            }
            Err(why) => {
                self.standby_gone(out);
                let why = refused(why);
                out.push(Action::Unusable { generation, why });
            }
        }
    }

    /// The client's `notifications/initialized`, if the standby agrees to the session's protocol.
    fn standby_agrees(&self, outcome: Outcome<'_>) -> Result<Option<Vec<u8>>, String> {
        let result = match outcome {
            Outcome::Result(result) => result,
            Outcome::Error(error) => return Err(error.get().chars().take(300).collect()),
        };
        let (Era::Handshake(handshake), Some(agreed)) = (&self.client.era, Agreed::parse(result))
        else {
            return Err("the answer has no protocolVersion".into());
        };
        let agreement = handshake.agreed.accepts(&agreed);
        agreement.map_err(|incompatible| incompatible.to_string())?;
        Ok(handshake.initialized.as_ref().map(|line| line.to_vec()))
    }

    /// Passes a response of the client to the standby; returns false if it is for another process.
    pub(crate) fn answer_standby(&mut self, message: &Message<'_>, out: &mut Vec<Action>) -> bool {
        let Kind::Response {
            id: Some(id),
            raw_id: Some(raw_id),
            ..
        } = &message.kind
        else {
            return false;
        };
        let (generation, original) = self.server_ids.unwrap(id);
        let Some(standby) = &mut self.standby else {
            return false;
        };
        if standby.generation != generation {
            return false;
        }
        if let Some(id) = Id::from_json(&original) {
            standby.requests.remove(&id);
        }
        let line = message.with(raw_id, &original).into_bytes();
        out.push(Action::ToServer { generation, line });
        true
    }

    /// Sends one-time notifications of the client to the standby as well.
    pub(crate) fn notify_standby(&mut self, method: &str, raw: &str, out: &mut Vec<Action>) {
        let Some(standby) = &mut self.standby else {
            return;
        };
        let is_for_it = match method {
            "notifications/initialized" => std::mem::take(&mut standby.uninitialized),
            "notifications/roots/list_changed" => standby.deadline.is_none(),
            _ => false,
        };
        if is_for_it {
            out.push(Action::ToServer {
                generation: standby.generation,
                line: raw.as_bytes().to_vec(),
            });
        }
    }
}
