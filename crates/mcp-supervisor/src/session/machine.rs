//! State of a session, and functions that all its parts need.

use std::time::{Duration, Instant};

use super::action::{Action, Note, Unusable};
use super::client_requests::ClientRequests;
use super::client_state::ClientState;
use super::garbage::Garbage;
use super::handshake::Era;
use super::id::Id;
use super::in_flight::Request;
use super::internal_requests::InternalRequests;
use super::listen::Streams;
use super::observation::RequestOutcome;
use super::options::SessionOptions;
use super::queue::QueuedLine;
use super::reply::{Outlook, Refusal};
use super::restart_tool::RestartTool;
use super::server_ids::ServerIds;
use super::server_requests::ServerRequests;
use super::server_state::{ServerState, Stage};
use super::standby_state::Standby;

/// Maximum number of unanswered requests of a server, each of which is stored.
pub(crate) const MOST_OPEN: usize = 65_536;

/// One client's session.
#[derive(Debug)]
pub struct Session {
    pub(crate) options: SessionOptions,
    pub(crate) server: ServerState,
    /// The standby process, if one runs.
    pub(crate) standby: Option<Standby>,
    pub(crate) client: ClientState,
    pub(crate) requests: ClientRequests,
    pub(crate) streams: Streams,
    pub(crate) internal: InternalRequests,
    pub(crate) restart_tool: RestartTool,
    pub(crate) garbage: Garbage,
    /// Open requests of the running process to the client.
    pub(crate) server_requests: ServerRequests,
    pub(crate) server_ids: ServerIds,
    pub(crate) ended: bool,
    /// Time of the last request or answer.
    pub(crate) active: Instant,
    /// Time since which the client has not read.
    pub(crate) blocked_since: Option<Instant>,
}

impl Session {
    /// Creates a session without messages and without a server.
    #[must_use]
    pub fn new(options: SessionOptions, now: Instant) -> Self {
        Self {
            server: ServerState::new(now),
            standby: None,
            client: ClientState::default(),
            requests: ClientRequests::new(options.hold),
            streams: Streams::default(),
            internal: InternalRequests::new(&options.instance),
            restart_tool: RestartTool::default(),
            garbage: Garbage::default(),
            server_requests: ServerRequests::default(),
            server_ids: ServerIds::new(&options.instance),
            ended: false,
            active: now,
            blocked_since: None,
            options,
        }
    }

    /// Requests that the server has not answered.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.requests.in_flight.len()
    }

    /// True if a request of the client is not answered yet; streams do not count.
    #[must_use]
    pub fn has_open_requests(&self) -> bool {
        !self.requests.in_flight.is_empty()
            || self.requests.queue.has_requests()
            || self.restart_tool.has_calls()
    }

    /// True if a request with this id is open.
    pub(crate) fn is_open(&self, id: &Id) -> bool {
        self.requests.in_flight.contains(id)
            || self.streams.contains(id)
            || self.restart_tool.contains(id)
    }

    /// Reason why a server must not get a request with this id, if there is one.
    pub(crate) fn objection(&self, id: &Id) -> Option<Refusal> {
        if self.is_open(id) {
            return Some(Refusal::DuplicateId);
        }
        let open = self.requests.in_flight.len() + self.streams.len();
        (open >= MOST_OPEN).then_some(Refusal::TooManyOpen)
    }

    /// Queued lines for a server.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.requests.queue.len()
    }

    /// Notification streams that the client has open.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.streams.len()
    }

    /// True if messages are passed on instead of queued.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self.server.stage, Stage::Live { .. })
    }

    /// True once client and server have agreed on a protocol.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !matches!(self.client.era, Era::Undecided)
    }

    /// True if messages are rejected instead of queued, since no server is expected soon.
    #[must_use]
    pub fn is_out_of_service(&self) -> bool {
        self.server.out_of_service
    }

    /// Time at which [`Session::tick`] has work.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        if self.is_paused() {
            return self.requests.queue.next_deadline();
        }
        let replay = match self.server.stage {
            Stage::Replaying { deadline, .. } => Some(deadline),
            _ => None,
        };
        let standby = self.standby.as_ref().and_then(|standby| standby.deadline);
        [
            replay,
            standby,
            self.requests.queue.next_deadline(),
            self.request_deadline(),
            self.liveness_deadline(),
            self.garbage.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Deadline of the next request; none while the server waits for a person.
    fn request_deadline(&self) -> Option<Instant> {
        let deadline = self.requests.in_flight.next_deadline();
        deadline.filter(|_| !self.server_requests.waits_for_person())
    }

    /// Handles all deadlines that have passed.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<Action>) {
        for queued in self.requests.queue.expired(now) {
            self.refuse_line(&queued, Refusal::QueuedTooLong, now, out);
        }
        if self.is_paused() {
            return;
        }
        if let Stage::Replaying { deadline, .. } = self.server.stage
            && deadline <= now
        {
            self.first_answer_timed_out(now, out);
        }
        self.time_out_standby(now, out);
        self.end_doubts(now, out);
        self.time_out(now, out);
        self.check_liveness(now, out);
    }

    /// Handles a new process that did not answer the handshake or the probe in time. A server that
    /// has never answered a probe may not support it.
    fn first_answer_timed_out(&mut self, now: Instant, out: &mut Vec<Action>) {
        match self.server.stage.generation() {
            Some(generation) if !self.must_answer_first() => self.take_up(generation, now, out),
            _ => self.handshake_timed_out(out),
        }
    }

    /// True if a new process that does not answer its first request is unusable.
    pub(crate) fn must_answer_first(&self) -> bool {
        !matches!(self.client.era, Era::Stateless { .. }) || self.client.answers_ping
    }

    fn handshake_timed_out(&mut self, out: &mut Vec<Action>) {
        if let Some(generation) = self.server.stage.generation() {
            self.server.stage = Stage::Draining { generation };
            let why = Unusable::HandshakeTimedOut(self.options.handshake_timeout);
            out.push(Action::Unusable { generation, why });
        }
    }

    fn time_out(&mut self, now: Instant, out: &mut Vec<Action>) {
        if self.server_requests.waits_for_person() {
            return;
        }
        for id in self.requests.in_flight.overdue(now) {
            let Some(request) = self.requests.in_flight.remove(&id) else {
                continue;
            };
            if request.handshake {
                // The handshake is repeated with the next process.
                let deadline = None;
                self.requests.in_flight.insert(
                    id,
                    Request {
                        deadline,
                        ..request
                    },
                );
                self.handshake_timed_out(out);
                continue;
            }
            if let Some(token) = request.token {
                self.requests.silenced.add(token);
            }
            if let Some(generation) = self.server.stage.generation() {
                let line = format!(
                    r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{},"reason":"timed out"}}}}"#,
                    id.to_json()
                );
                out.push(Action::ToServer {
                    generation,
                    line: line.into_bytes(),
                });
            }
            self.refuse(&[id], false, Refusal::TimedOut, now, out);
            self.suspect(now);
        }
        self.report_drained(out);
    }

    /// Reports that a draining server has no open request left.
    pub(crate) fn report_drained(&self, out: &mut Vec<Action>) {
        if let Stage::Draining { generation } = self.server.stage
            && self.requests.in_flight.is_empty()
            && !out
                .iter()
                .any(|action| matches!(action, Action::Drained { .. }))
        {
            out.push(Action::Drained { generation });
        }
    }

    /// Answers the requests of a queued line with an error.
    pub(crate) fn refuse_line(
        &self,
        queued: &QueuedLine,
        why: Refusal,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        let batch = queued.line.trim_ascii_start().starts_with(b"[");
        self.refuse(&queued.requests, batch, why, now, out);
    }

    /// Answers requests with an error, those of a batch in one line.
    pub(crate) fn refuse(
        &self,
        requests: &[Id],
        batch: bool,
        why: Refusal,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        if requests.is_empty() {
            return;
        }
        let outlook = self.outlook(now);
        let answers: Vec<String> = requests.iter().map(|id| why.answer(id, outlook)).collect();
        for id in requests {
            self.observe_end(id, RequestOutcome::SupervisorError, out);
            let why = why.message().to_owned();
            out.push(Action::Note(Note::Refused {
                id: id.clone(),
                why,
            }));
        }
        if batch {
            out.push(Action::ToClient(
                format!("[{}]", answers.join(",")).into_bytes(),
            ));
        } else {
            out.extend(
                answers
                    .into_iter()
                    .map(|answer| Action::ToClient(answer.into_bytes())),
            );
        }
    }

    fn outlook(&self, now: Instant) -> Outlook<'_> {
        // The start time of a process is unknown, so suggest retrying after one second.
        const STARTING: Duration = Duration::from_secs(1);
        Outlook {
            stateless: matches!(self.client.era, Era::Stateless { .. }),
            generation: self.server.last_generation,
            attempt: self.server.attempt,
            last_end: &self.server.last_end,
            stderr: match &self.server.stderr[..] {
                [] => &self.server.last_end.stderr,
                lines => lines,
            },
            retry_after: self
                .server
                .resumes
                .map_or(Duration::ZERO, |resumes| {
                    resumes.saturating_duration_since(now)
                })
                .max(STARTING),
        }
    }
}
