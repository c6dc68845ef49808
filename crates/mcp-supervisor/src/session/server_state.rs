//! State of the first process in the session.

use std::time::Instant;

use super::last_end::LastEnd;
use super::silence::Silence;

/// Relation of the server to the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// No process runs.
    Down,
    /// It repeats the handshake.
    Replaying { generation: u64, deadline: Instant },
    /// Messages are passed on.
    Live { generation: u64 },
    /// It answers its open requests and gets no new ones.
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

/// State of the first process.
#[derive(Debug)]
pub(crate) struct ServerState {
    pub(crate) stage: Stage,
    /// Generation of the last process.
    pub(crate) last_generation: u64,
    /// Consecutive restarts, as reported to the client.
    pub(crate) attempt: u32,
    /// Time of the next start, if it is known.
    pub(crate) resumes: Option<Instant>,
    /// True if no server is expected soon, so that requests are rejected instead of queued.
    pub(crate) out_of_service: bool,
    /// True once the running process was reported as ready.
    pub(crate) announced: bool,
    pub(crate) silence: Silence,
    pub(crate) last_end: LastEnd,
    /// Last lines of the standard error of the last process, without secrets.
    pub(crate) stderr: Vec<String>,
}

impl ServerState {
    /// State for a new process, which keeps the standard error of the last one.
    pub(crate) fn replace_stderr(&mut self, lines: Vec<String>) {
        let last = std::mem::replace(&mut self.stderr, lines);
        if !last.is_empty() {
            self.last_end.stderr = last;
        }
    }

    /// State before the first start.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            stage: Stage::Down,
            last_generation: 0,
            attempt: 0,
            resumes: None,
            out_of_service: false,
            announced: false,
            silence: Silence::new(now),
            last_end: LastEnd::default(),
            stderr: Vec::new(),
        }
    }
}
