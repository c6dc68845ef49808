//! Holds the state of a session, and what every part of it needs.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::action::{Action, Note, Unusable};
use super::asked::Asked;
use super::handshake::Era;
use super::hang::{HangCheck, Silence};
use super::held::{Held, HeldLine, HoldLimits};
use super::id::Id;
use super::in_flight::{InFlight, Request};
use super::listen::Streams;
use super::lists::{KnownLists, RepeatableTools};
use super::own::OwnRequests;
use super::repeat::RetryInFlight;
use super::reply::{Outlook, Refusal};
use super::server_ids::ServerIds;
use super::standby::Standby;

/// Requests that a server may have without an answer; each has to be remembered.
pub(crate) const MOST_OPEN: usize = 65_536;

/// How a session behaves.
#[derive(Debug, Clone)]
pub struct SessionOptions {
    /// Distinguishes the ids that this supervisor makes from those of another one in the same
    /// chain; a few random characters.
    pub instance: String,
    /// What may wait for a server that is being restarted.
    pub hold: HoldLimits,
    /// What is sent again after a crash.
    pub retry: RetryInFlight,
    /// Longest time a server may take for one request; unlimited where it is `None`.
    pub request_timeout: Option<Duration>,
    /// Longest time a process may take to answer the handshake.
    pub handshake_timeout: Duration,
    /// When a silent server is asked whether it lives; never where it is `None`.
    pub hang_check: Option<HangCheck>,
}

impl SessionOptions {
    /// The defaults of the command line.
    #[must_use]
    pub fn new(instance: impl Into<String>) -> Self {
        Self {
            instance: instance.into(),
            hold: HoldLimits::default(),
            retry: RetryInFlight::default(),
            request_timeout: None,
            handshake_timeout: Duration::from_secs(60),
            hang_check: Some(HangCheck {
                after: Duration::from_secs(300),
                timeout: Duration::from_secs(60),
            }),
        }
    }
}

/// How the server stands to the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// There is none.
    Down,
    /// It repeats the handshake.
    Replaying { generation: u64, deadline: Instant },
    /// Messages pass.
    Live { generation: u64 },
    /// It answers what it has, and gets nothing new.
    Draining { generation: u64 },
}

impl Stage {
    pub(crate) fn generation(self) -> Option<u64> {
        match self {
            Self::Down => None,
            Self::Replaying { generation, .. }
            | Self::Live { generation }
            | Self::Draining { generation } => Some(generation),
        }
    }
}

/// One client's session.
#[derive(Debug)]
pub struct Session {
    pub(crate) options: SessionOptions,
    pub(crate) stage: Stage,
    /// The process that takes over.
    pub(crate) standby: Option<Standby>,
    pub(crate) era: Era,
    pub(crate) in_flight: InFlight,
    pub(crate) held: Held,
    /// What a dying process has not taken; it goes to the next one, whatever it is.
    pub(crate) returned: Vec<HeldLine>,
    pub(crate) streams: Streams,
    /// What the client is told right after the message that is being passed on.
    pub(crate) after: Vec<Box<[u8]>>,
    pub(crate) own: OwnRequests,
    pub(crate) ids: ServerIds,
    pub(crate) lists: KnownLists,
    pub(crate) tools: RepeatableTools,
    /// The parameters of the last `logging/setLevel` that succeeded.
    pub(crate) level: Option<Box<str>>,
    /// The resources subscribed to, with the parameters of the request.
    pub(crate) subscriptions: BTreeMap<Box<str>, Box<str>>,
    /// What the living process asked of the client and has no answer to.
    pub(crate) asked: Asked,
    /// Requests that the client cancelled: the server may still answer them.
    pub(crate) cancelled: Recent,
    /// Progress tokens of requests that were answered with an error while the server worked.
    pub(crate) silenced: Recent,
    pub(crate) batches: u64,
    /// The last process there was.
    pub(crate) last_generation: u64,
    /// Restarts in a row, as the client is told.
    pub(crate) attempt: u32,
    /// When the next process is started, as far as that is known.
    pub(crate) resumes: Option<Instant>,
    /// Nothing is held, since no server is to be expected soon.
    pub(crate) out_of_service: bool,
    pub(crate) ended: bool,
    /// The living process was reported as ready.
    pub(crate) announced: bool,
    /// The `_meta` of the client's probe, until its answer tells the era.
    pub(crate) probe_meta: Option<String>,
    pub(crate) silence: Silence,
}

/// The last few ids of a kind.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<Id>);

impl Recent {
    const MOST: usize = 256;

    pub(crate) fn add(&mut self, id: Id) {
        if self.0.len() == Self::MOST {
            self.0.pop_front();
        }
        self.0.push_back(id);
    }

    pub(crate) fn take(&mut self, id: &Id) -> bool {
        let found = self.0.iter().position(|known| known == id);
        found.and_then(|index| self.0.remove(index)).is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.0.contains(id)
    }
}

impl Session {
    /// A session of which nothing has been said yet, and for which there is no server yet.
    #[must_use]
    pub fn new(options: SessionOptions, now: Instant) -> Self {
        Self {
            stage: Stage::Down,
            standby: None,
            era: Era::default(),
            in_flight: InFlight::default(),
            held: Held::new(options.hold),
            returned: Vec::new(),
            streams: Streams::default(),
            after: Vec::new(),
            own: OwnRequests::new(&options.instance),
            ids: ServerIds::new(&options.instance),
            lists: KnownLists::default(),
            tools: RepeatableTools::default(),
            level: None,
            subscriptions: BTreeMap::new(),
            asked: Asked::default(),
            cancelled: Recent::default(),
            silenced: Recent::default(),
            batches: 0,
            last_generation: 0,
            attempt: 0,
            resumes: None,
            out_of_service: false,
            ended: false,
            announced: false,
            probe_meta: None,
            silence: Silence::new(now),
            options,
        }
    }

    /// Requests that a server has and has not answered.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Whether a request with this id waits for an answer.
    pub(crate) fn is_open(&self, id: &Id) -> bool {
        self.in_flight.contains(id) || self.streams.contains(id)
    }

    /// Why a server must not be given a request with this id, if there is a reason.
    pub(crate) fn objection(&self, id: &Id) -> Option<Refusal> {
        if self.is_open(id) {
            return Some(Refusal::DuplicateId);
        }
        let open = self.in_flight.len() + self.streams.len();
        (open >= MOST_OPEN).then_some(Refusal::TooManyOpen)
    }

    /// Lines that wait for a server.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Streams of notifications that the client has open.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.streams.len()
    }

    /// Whether messages pass, rather than wait.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self.stage, Stage::Live { .. })
    }

    /// Whether client and server have agreed on how they talk.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !matches!(self.era, Era::Undecided)
    }

    /// Whether messages are refused rather than held, since no server is to be expected soon.
    #[must_use]
    pub fn is_out_of_service(&self) -> bool {
        self.out_of_service
    }

    /// When [`Session::tick`] has something to do.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let replay = match self.stage {
            Stage::Replaying { deadline, .. } => Some(deadline),
            _ => None,
        };
        let standby = self.standby.as_ref().and_then(|standby| standby.deadline);
        [
            replay,
            standby,
            self.held.next_deadline(),
            self.in_flight.next_deadline(),
            self.hang_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<Action>) {
        if let Stage::Replaying { deadline, .. } = self.stage
            && deadline <= now
        {
            self.handshake_timed_out(out);
        }
        self.time_out_standby(now, out);
        for held in self.held.expired(now) {
            self.refuse_line(&held, Refusal::HeldTooLong, now, out);
        }
        self.time_out(now, out);
        self.check_for_hang(now, out);
    }

    fn handshake_timed_out(&mut self, out: &mut Vec<Action>) {
        if let Some(generation) = self.stage.generation() {
            self.stage = Stage::Draining { generation };
            let why = Unusable::HandshakeTimedOut(self.options.handshake_timeout);
            out.push(Action::Unusable { generation, why });
        }
    }

    fn time_out(&mut self, now: Instant, out: &mut Vec<Action>) {
        for id in self.in_flight.overdue(now) {
            let Some(request) = self.in_flight.remove(&id) else {
                continue;
            };
            if request.handshake {
                // The next process is asked the same.
                let deadline = None;
                self.in_flight.insert(
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
                self.silenced.add(token);
            }
            if let Some(generation) = self.stage.generation() {
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

    /// Says that a server which is being drained has no request left.
    pub(crate) fn report_drained(&self, out: &mut Vec<Action>) {
        if let Stage::Draining { generation } = self.stage
            && self.in_flight.is_empty()
            && !out
                .iter()
                .any(|action| matches!(action, Action::Drained { .. }))
        {
            out.push(Action::Drained { generation });
        }
    }

    /// Answers the requests of a line that waited.
    pub(crate) fn refuse_line(
        &self,
        held: &HeldLine,
        why: Refusal,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        let batch = held.line.trim_ascii_start().starts_with(b"[");
        self.refuse(&held.requests, batch, why, now, out);
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

    fn outlook(&self, now: Instant) -> Outlook {
        // What a process takes to start is not known; a second is a fair time to ask again.
        const STARTING: Duration = Duration::from_secs(1);
        Outlook {
            generation: self.last_generation,
            attempt: self.attempt,
            retry_after: self
                .resumes
                .map_or(Duration::ZERO, |resumes| {
                    resumes.saturating_duration_since(now)
                })
                .max(STARTING),
        }
    }
}
