//! Restores the session in a new process: handshake, state of the client, and queued messages.

use std::time::Instant;

use super::action::{Action, Incompatible, Note, Unusable};
use super::handshake::{Agreed, Era};
use super::internal_requests::Purpose;
use super::last_end::LastEnd;
use super::lists::{Comparison, ListKind, Progress};
use super::machine::Session;
use super::message::Outcome;
use super::queue::Past;
use super::server_state::Stage;

/// Number of consecutive processes that may reject the repeated handshake before the session ends.
const MOST_REFUSALS: u32 = 3;

impl Session {
    /// Handles the response to an internal request.
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
            // An error is also a reply.
            (Purpose::Ping, _) => self.client.answers_ping = true,
            (Purpose::Discover, _) => {
                self.client.answers_ping = true;
                if let Stage::Replaying { .. } = self.server.stage {
                    self.take_up(generation, now, out);
                }
            }
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
                    Comparison::Changed => self.notify_of_change(kind, out),
                    Comparison::Next { progress, cursor } => {
                        self.ask_for_page(generation, kind, progress, Some(&cursor), out);
                    }
                }
            }
            _ => {}
        }
    }

    /// Continues with a process that has repeated the handshake, if it agreed on the same protocol.
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

    /// Passes messages on to a ready process.
    pub(crate) fn take_up(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.server.stage = Stage::Live { generation };
        self.server.announced = true;
        out.push(Action::Ready { generation });
        self.release(generation, now, out);
    }

    /// Restores the state of the ended process, sends queued messages, and checks lists for
    /// changes.
    pub(crate) fn release(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.server.out_of_service = false;
        self.server.resumes = None;
        self.server.last_end = LastEnd::default();
        self.restarted(generation, out);
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
        while let Some(queued) = self.requests.queue.pop() {
            let past = Past {
                hold_until: queued.deadline,
                crashes: queued.crashes,
                progress: queued.progress,
            };
            let line = queued.without_cancelled();
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

    fn notify_of_change(&mut self, kind: ListKind, out: &mut Vec<Action>) {
        let method = kind.changed();
        if !matches!(self.client.era, Era::Stateless { .. }) {
            let line = format!(r#"{{"jsonrpc":"2.0","method":"{method}"}}"#);
            out.push(Action::ToClient(line.into_bytes()));
            return;
        }
        let lines = self.streams.notify(kind.filter(), |id| {
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
