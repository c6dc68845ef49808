//! Transfers the session from an ended process to the next one.

use std::collections::BTreeMap;
use std::time::Instant;

use super::action::{Action, Note};
use super::garbage::Garbage;
use super::handshake::Era;
use super::id::Id;
use super::internal_requests::Purpose;
use super::machine::Session;
use super::message::{Kind, Line};
use super::queue::QueuedLine;
use super::repeat::RetryInFlight;
use super::reply::Refusal;
use super::server_requests::ServerRequests;
use super::server_state::Stage;
use super::silence::Silence;

/// Maximum number of servers that may end while they process a request.
const MOST_CRASHES: u8 = 2;

impl Session {
    /// Handles the start of a process: queued messages are sent after it has answered the handshake
    /// or, in the stateless era, a probe. The first process gets them immediately.
    pub fn server_started(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.server.last_generation = generation;
        self.server.announced = false;
        self.server.silence = Silence::new(now);
        self.server.replace_stderr(Vec::new());
        let Some(line) = self.first_request(generation) else {
            self.server.stage = Stage::Live { generation };
            return self.release(generation, now, out);
        };
        let deadline = now + self.options.handshake_timeout;
        self.server.stage = Stage::Replaying {
            generation,
            deadline,
        };
        out.push(Action::ToServer { generation, line });
    }

    /// The request that a new process has to answer before it gets those of the client; `None` if
    /// the era is unknown.
    pub(crate) fn first_request(&mut self, generation: u64) -> Option<Vec<u8>> {
        let (purpose, method, params) = match &self.client.era {
            Era::Handshake(handshake) => {
                (Purpose::Initialize, "initialize", handshake.replay_params())
            }
            Era::Stateless { meta: Some(meta) } => {
                let params = format!(r#"{{"_meta":{meta}}}"#);
                (Purpose::Discover, "server/discover", params)
            }
            Era::Stateless { meta: None } | Era::Undecided => return None,
        };
        Some(
            self.internal
                .make(generation, purpose, method, Some(&params)),
        )
    }

    /// Handles the end of a process after its output was read: its requests are repeated or
    /// answered.
    pub fn server_gone(&mut self, generation: u64, now: Instant, out: &mut Vec<Action>) {
        self.restart_failed(generation, out);
        if self.server.stage.generation() != Some(generation) {
            return;
        }
        self.server.stage = Stage::Down;
        self.internal.forget(generation);
        self.garbage = Garbage::default();
        let requests = std::mem::take(&mut self.server_requests);
        self.withdraw(generation, requests, out);
        let mut repeated: Vec<(u64, QueuedLine)> = Vec::new();
        let mut refused: BTreeMap<u64, Vec<Id>> = BTreeMap::new();
        for (place, id, request) in self.requests.in_flight.take_all() {
            let crashes = request.crashes.saturating_add(1);
            match (request.line, request.batch) {
                (Some(line), _) if request.handshake || crashes < MOST_CRASHES => {
                    out.push(Action::Note(Note::Repeated { id: id.clone() }));
                    let queued = QueuedLine {
                        line,
                        requests: vec![id],
                        cancelled: Vec::new(),
                        crashes,
                        progress: request.progress,
                        deadline: Some(now + self.options.hold.time),
                    };
                    repeated.push((place, queued));
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
        let mut repeated: Vec<QueuedLine> =
            repeated.into_iter().map(|(_, queued)| queued).collect();
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

    /// Takes back a line that did not reach the ending process: its requests can be sent again.
    pub fn undelivered(&mut self, line: &[u8], now: Instant) {
        let messages = match Line::parse(line) {
            Line::One(message) => vec![message],
            Line::Batch(messages) => messages,
            Line::Foreign => return,
        };
        let mut requests = Vec::new();
        let (mut crashes, mut progress, mut hold_until) = (0, None, None);
        for message in &messages {
            // Other unread messages (responses, cancellations) concern only the ended process.
            let Kind::Request { id, .. } = &message.kind else {
                continue;
            };
            if let Some(request) = self.requests.in_flight.remove(id) {
                crashes = request.crashes;
                progress = request.progress;
                // Keep the deadline, since a server that repeatedly dies without reading must not
                // delay it forever.
                hold_until = request.hold_until;
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
                deadline: Some(hold_until.unwrap_or(now + self.options.hold.time)),
            });
        }
    }

    /// Handles streams that were never acknowledged like other requests.
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
            let queued = QueuedLine {
                line: stream.line,
                requests: vec![id],
                cancelled: Vec::new(),
                crashes,
                progress: None,
                deadline: Some(now + self.options.hold.time),
            };
            repeated.push((stream.place, queued));
        }
    }

    /// Cancels requests of an ended process to the client. In the stateless era servers make none,
    /// and a cancellation would end a stream of the client.
    pub(crate) fn withdraw(
        &self,
        generation: u64,
        requests: ServerRequests,
        out: &mut Vec<Action>,
    ) {
        if !self.cancels_questions() {
            return;
        }
        for id in requests.into_ids() {
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

    /// Sets the wait before the next process, which errors report to the client.
    pub fn restarting(&mut self, attempt: u32, resumes: Instant) {
        self.server.attempt = attempt;
        self.server.resumes = Some(resumes);
    }

    /// Handles a long outage: queued requests are answered, and new ones are rejected until a
    /// server starts.
    pub fn out_of_service(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.server.out_of_service = true;
        self.refuse_held(now, out);
    }

    /// Withholds new requests from the server, so that it can be replaced without losing any.
    pub fn drain(&mut self, out: &mut Vec<Action>) {
        if let Some(generation) = self.server.stage.generation() {
            self.server.stage = Stage::Draining { generation };
            self.report_drained(out);
        }
    }

    /// Ends the session: queued and new requests are answered with an error. The server may still
    /// answer its open requests until it ends.
    pub fn end(&mut self, now: Instant, out: &mut Vec<Action>) {
        self.ended = true;
        self.standby_gone(out);
        if let Some(generation) = self.server.stage.generation() {
            self.server.stage = Stage::Draining { generation };
        }
        self.refuse_held(now, out);
        self.end_restart_calls(now, out);
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
        for queued in self.requests.queue.requests() {
            self.refuse_line(&queued, why, now, out);
        }
    }
}
