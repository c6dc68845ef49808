//! Takes the session from a dead process to the next one.

use std::collections::BTreeMap;
use std::time::Instant;

use super::action::{Action, Incompatible, Note, Unusable};
use super::garbage::Garbage;
use super::handshake::{Agreed, Era};
use super::id::Id;
use super::internal_requests::Purpose;
use super::last_end::LastEnd;
use super::lists::{Comparison, ListKind, Progress};
use super::machine::Session;
use super::message::{Kind, Line, Outcome};
use super::queue::{Past, QueuedLine};
use super::repeat::RetryInFlight;
use super::reply::Refusal;
use super::server_requests::ServerRequests;
use super::server_state::Stage;
use super::silence::Silence;

/// Processes in a row that may reject the repeated handshake before the session ends.
const MOST_REFUSALS: u32 = 3;
/// Servers that may die over one request.
const MOST_CRASHES: u8 = 2;

impl Session {
    /// A process was started: what waits is sent, after the handshake where there was one.
    pub fn server_started(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.server.last_generation = generation;
        self.server.announced = false;
        self.server.silence = Silence::new(now);
        self.server.replace_stderr(Vec::new());
        let Era::Handshake(handshake) = &self.client.era else {
            self.server.stage = Stage::Live { generation };
            return self.release(generation, now, out);
        };
        let params = handshake.replay_params();
        let deadline = now + self.options.handshake_timeout;
        self.server.stage = Stage::Replaying {
            generation,
            deadline,
        };
        let line = self
            .internal
            .make(generation, Purpose::Initialize, "initialize", Some(&params));
        out.push(Action::ToServer { generation, line });
    }

    /// A process is gone, and all that it wrote was taken: what it had is repeated or answered.
    pub fn server_gone(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        if self.server.stage.generation() != Some(generation) {
            return;
        }
        self.server.stage = Stage::Down;
        self.internal.forget(generation);
        self.garbage = Garbage::default();
        let asked = std::mem::take(&mut self.server_requests);
        self.withdraw(generation, asked, out);
        let mut repeated: Vec<(u64, QueuedLine)> = Vec::new();
        let mut refused: BTreeMap<u64, Vec<Id>> = BTreeMap::new();
        for (place, id, request) in self.requests.in_flight.take_all() {
            let crashes = request.crashes.saturating_add(1);
            match (request.line, request.batch) {
                (Some(line), _) if request.handshake || crashes < MOST_CRASHES => {
                    out.push(Action::Note(Note::Repeated { id: id.clone() }));
                    let held = QueuedLine {
                        line,
                        requests: vec![id],
                        cancelled: Vec::new(),
                        crashes,
                        progress: request.progress,
                        deadline: Some(now + self.options.hold.time),
                    };
                    repeated.push((place, held));
                }
                (_, Some(batch)) => refused.entry(batch).or_default().push(id),
                (line, None) => {
                    let why = if self.ended {
                        Refusal::Ended
                    } else if line.is_some() || request.crashes > 0 {
                        Refusal::CrashedTwice
                    } else {
                        Refusal::Lost
                    };
                    self.refuse(&[id], false, why, now, out);
                }
            }
        }
        for requests in refused.into_values() {
            let why = if self.ended {
                Refusal::Ended
            } else {
                Refusal::Lost
            };
            self.refuse(&requests, true, why, now, out);
        }
        self.keep_streams(&mut repeated, now, out);
        repeated.sort_by_key(|(place, _)| *place);
        let mut repeated: Vec<QueuedLine> = repeated.into_iter().map(|(_, held)| held).collect();
        repeated.append(&mut self.requests.returned);
        self.requests.queue.push_first(repeated);
        if self.ended {
            let streams = self.streams.take_all();
            self.refuse(&streams, false, Refusal::Ended, now, out);
        }
        if self.ended || self.server.out_of_service {
            self.refuse_held(now, out);
        }
    }

    /// Takes back a line that never reached the ending process: its requests are safe to send
    /// again.
    pub fn undelivered(&mut self, line: &[u8], now: Instant) {
        let messages = match Line::parse(line) {
            Line::One(message) => vec![message],
            Line::Batch(messages) => messages,
            Line::Foreign => return,
        };
        let mut requests = Vec::new();
        let (mut crashes, mut progress) = (0, None);
        for message in &messages {
            // What else is on the way (answers, cancellations) was for that process alone.
            let Kind::Request { id, .. } = &message.kind else {
                continue;
            };
            if let Some(request) = self.requests.in_flight.remove(id) {
                crashes = request.crashes;
                progress = request.progress;
                requests.push(id.clone());
            } else if let Some(stream) = self.streams.take_unacknowledged_of(id) {
                crashes = stream.crashes;
                requests.push(id.clone());
            }
        }
        if !requests.is_empty() {
            self.requests.returned.push(QueuedLine {
                line: line.into(),
                requests,
                cancelled: Vec::new(),
                crashes,
                progress,
                deadline: Some(now + self.options.hold.time),
            });
        }
    }

    /// Streams that were never acknowledged are requests like others.
    fn keep_streams(
        &mut self,
        repeated: &mut Vec<(u64, QueuedLine)>,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        for (id, stream) in self.streams.take_unacknowledged() {
            let crashes = stream.crashes.saturating_add(1);
            if crashes >= MOST_CRASHES || self.options.retry == RetryInFlight::Never {
                self.refuse(&[id], false, Refusal::CrashedTwice, now, out);
                continue;
            }
            let held = QueuedLine {
                line: stream.line,
                requests: vec![id],
                cancelled: Vec::new(),
                crashes,
                progress: None,
                deadline: Some(now + self.options.hold.time),
            };
            repeated.push((stream.place, held));
        }
    }

    /// Cancels requests of an ended process to the client.
    pub(crate) fn withdraw(&self, generation: u64, asked: ServerRequests, out: &mut Vec<Action>) {
        for id in asked.into_ids() {
            let line = format!(
                r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{},"reason":"the MCP server is being restarted"}}}}"#,
                self.server_ids.wrap(generation, &id)
            );
            out.push(Action::ToClient(line.into_bytes()));
        }
    }

    /// Sets how the process ended, for errors; `reason` continues the sentence.
    pub fn set_end_reason(&mut self, reason: String) {
        self.server.last_end.reason = Some(reason);
    }

    /// Sets the last lines of the standard error of the process, for errors.
    pub fn set_stderr_tail(&mut self, lines: Vec<String>) {
        self.server.stderr = lines;
    }

    /// Sets the last lines of the standard error of the standby.
    pub fn set_standby_stderr_tail(&mut self, lines: Vec<String>) {
        if let Some(standby) = &mut self.standby {
            standby.stderr = lines;
        }
    }

    /// The next process starts after a wait, which errors report to the client.
    pub fn restarting(&mut self, attempt: u32, resumes: Instant) {
        self.server.attempt = attempt;
        self.server.resumes = Some(resumes);
    }

    /// No server is to be expected soon: what waits is answered, and nothing waits until one starts.
    pub fn out_of_service(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.server.out_of_service = true;
        self.refuse_held(now, out);
    }

    /// Keeps new requests from the server, so that it can be replaced with none lost.
    pub fn drain(&mut self, out: &mut Vec<Action>) {
        if let Some(generation) = self.server.stage.generation() {
            self.server.stage = Stage::Draining { generation };
            self.report_drained(out);
        }
    }

    /// Ends the session: what waits is answered, and so is all that still comes. What a server has
    /// it may still answer until it is gone.
    pub fn end(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.ended = true;
        self.standby_gone(out);
        if let Some(generation) = self.server.stage.generation() {
            self.server.stage = Stage::Draining { generation };
        }
        self.refuse_held(now, out);
        if self.server.stage == Stage::Down {
            let streams = self.streams.take_all();
            self.refuse(&streams, false, Refusal::Ended, now, out);
        }
    }

    fn refuse_held(&mut self, now: Instant, out: &mut Vec<Action>) {
        let why = if self.ended {
            Refusal::Ended
        } else {
            Refusal::OutOfService
        };
        for held in self.requests.queue.requests() {
            self.refuse_line(&held, why, now, out);
        }
    }

    /// Handles the answer to a request of our own.
    pub(crate) fn own_answer(
        &mut self,
        generation: u64,
        purpose: Purpose,
        outcome: Outcome<'_>,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        match (purpose, outcome) {
            (Purpose::Initialize, Outcome::Error(error)) => {
                self.server.stage = Stage::Draining { generation };
                let error: String = error.get().chars().take(300).collect();
                self.client.refusals += 1;
                let count = self.client.refusals;
                out.push(if count >= MOST_REFUSALS {
                    Action::End(Incompatible::Refused { count, error })
                } else {
                    let why = Unusable::HandshakeRefused(error);
                    Action::Unusable { generation, why }
                });
            }
            (Purpose::Initialize, Outcome::Result(result)) => {
                self.resume(generation, Agreed::parse(result), now, out);
            }
            // An error is a reply as well.
            (Purpose::Ping, _) => self.client.answers_ping = true,
            (Purpose::SetLevel, Outcome::Error(_)) => {
                out.push(Action::Note(Note::NotRestored {
                    method: "logging/setLevel",
                }));
            }
            (Purpose::Subscribe, Outcome::Error(_)) => {
                out.push(Action::Note(Note::NotRestored {
                    method: "resources/subscribe",
                }));
            }
            (Purpose::Compare { kind, progress }, Outcome::Result(result)) => {
                match self.client.lists.compare(kind, progress, result) {
                    Comparison::Same => {}
                    Comparison::Changed => self.tell_of_change(kind, out),
                    Comparison::Next { progress, cursor } => {
                        self.ask_for_page(generation, kind, progress, Some(&cursor), out);
                    }
                }
            }
            _ => {}
        }
    }

    /// Goes on with a process that has repeated the handshake, if it made the same agreement.
    fn resume(
        &mut self,
        generation: u64,
        now_agreed: Option<Agreed>,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        let (Era::Handshake(handshake), Some(agreed)) = (&self.client.era, now_agreed) else {
            self.server.stage = Stage::Draining { generation };
            let why = Unusable::HandshakeRefused("the answer has no protocolVersion".into());
            out.push(Action::Unusable { generation, why });
            return;
        };
        if let Err(incompatible) = handshake.agreed.accepts(&agreed) {
            self.server.stage = Stage::Draining { generation };
            out.push(Action::End(incompatible));
            return;
        }
        self.client.refusals = 0;
        if handshake.agreed.capabilities != agreed.capabilities {
            out.push(Action::Note(Note::CapabilitiesChanged));
        }
        if let Some(line) = &handshake.initialized {
            out.push(Action::ToServer {
                generation,
                line: line.to_vec(),
            });
        }
        self.take_up(generation, now, out);
    }

    /// Lets messages pass to a process that is ready for them.
    pub(crate) fn take_up(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.server.stage = Stage::Live { generation };
        self.server.announced = true;
        out.push(Action::Ready { generation });
        self.release(generation, now, out);
    }

    /// Restores what the dead process knew, sends what waits, and looks for changes.
    fn release(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.server.out_of_service = false;
        self.server.resumes = None;
        self.server.last_end = LastEnd::default();
        if let Some(params) = self.client.level.clone() {
            let line = self.internal.make(
                generation,
                Purpose::SetLevel,
                "logging/setLevel",
                Some(&params),
            );
            out.push(Action::ToServer { generation, line });
        }
        let subscriptions: Vec<_> = self.client.subscriptions.values().cloned().collect();
        for params in subscriptions {
            let line = self.internal.make(
                generation,
                Purpose::Subscribe,
                "resources/subscribe",
                Some(&params),
            );
            out.push(Action::ToServer { generation, line });
        }
        for stream in self.streams.iter() {
            out.push(Action::ToServer {
                generation,
                line: stream.line.to_vec(),
            });
        }
        while let Some(held) = self.requests.queue.pop() {
            let past = Past {
                crashes: held.crashes,
                progress: held.progress,
            };
            let line = held.without_cancelled();
            self.send(generation, &line, past, now, out);
        }
        self.look_for_changes(generation, out);
    }

    fn look_for_changes(&mut self, generation: u64, out: &mut Vec<Action>) {
        for kind in ListKind::ALL {
            if self.client.lists.knows(kind) && self.wants_changes_of(kind) {
                self.ask_for_page(generation, kind, Progress::default(), None, out);
            }
        }
    }

    fn wants_changes_of(&self, kind: ListKind) -> bool {
        match &self.client.era {
            Era::Undecided => false,
            Era::Handshake(handshake) => handshake.agreed.declares_changes_of(kind.name()),
            Era::Stateless { .. } => self
                .streams
                .iter()
                .any(|stream| stream.wants(kind.filter())),
        }
    }

    fn ask_for_page(
        &mut self,
        generation: u64,
        kind: ListKind,
        progress: Progress,
        cursor: Option<&str>,
        out: &mut Vec<Action>,
    ) {
        let meta = match &self.client.era {
            Era::Stateless { meta } => meta.as_deref(),
            _ => None,
        };
        let members: Vec<String> = [
            meta.map(|meta| format!("\"_meta\":{meta}")),
            cursor.map(|cursor| format!("\"cursor\":{cursor}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let params = format!("{{{}}}", members.join(","));
        let line = self.internal.make(
            generation,
            Purpose::Compare { kind, progress },
            kind.method(),
            Some(&params),
        );
        out.push(Action::ToServer { generation, line });
    }

    fn tell_of_change(&mut self, kind: ListKind, out: &mut Vec<Action>) {
        let method = kind.changed();
        if !matches!(self.client.era, Era::Stateless { .. }) {
            let line = format!(r#"{{"jsonrpc":"2.0","method":"{method}"}}"#);
            out.push(Action::ToClient(line.into_bytes()));
            return;
        }
        let lines = self.streams.tell(kind.filter(), |id| {
            format!(
                r#"{{"jsonrpc":"2.0","method":"{method}","params":{{"_meta":{{"io.modelcontextprotocol/subscriptionId":{}}}}}}}"#,
                id.to_json()
            )
        });
        out.extend(
            lines
                .into_iter()
                .map(|line| Action::ToClient(line.into_vec())),
        );
    }
}
