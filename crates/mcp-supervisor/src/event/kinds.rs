//! Lists what can happen.

use std::time::Duration;

use crate::session::{Incompatible, Note};

/// How grave an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For whoever looks for a fault in the messages.
    Debug,
    /// The way it should be.
    Info,
    /// Mended by itself.
    Warn,
    /// Somebody has to look.
    Error,
}

impl Level {
    /// As the log's text has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It left with this code.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
}

/// How it came that there is no process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// It ended unasked.
    Exited(Ended),
    /// It could not be started, for this reason.
    NotStarted(String),
    /// It was of no use, and was ended.
    Replaced,
    /// It was ended to make room for a fresh one.
    Refreshed,
}

/// Why the supervisor ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The client closed its end.
    ClientClosed,
    /// The client does not read any more.
    ClientDeaf,
    /// SIGTERM.
    Terminated,
    /// SIGINT.
    Interrupted,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are named for what they hold")]
pub enum Event {
    /// A process was started.
    Started { generation: u64, process: u32 },
    /// The client can use the server.
    Ready { generation: u64 },
    /// The client can use it again.
    Recovered { generation: u64, restarts: u64 },
    /// It has been up so long that its failures are forgotten.
    Stable { generation: u64, failures: u32 },
    /// A process lives but is of no use.
    Unusable { generation: u64, why: String },
    /// There is no process any more, and the next one comes after a wait.
    Down {
        generation: u64,
        why: Down,
        attempt: u32,
        backoff: Duration,
        extended: bool,
        /// Another process takes over at once; the wait is for the one after it.
        standby: bool,
    },
    /// A second process was started, to take over when the first dies.
    StandbyStarted { generation: u64, process: u32 },
    /// The second process has made the handshake.
    StandbyReady { generation: u64 },
    /// There is no second process any more, and the next one comes after a wait.
    StandbyDown {
        generation: u64,
        why: Down,
        backoff: Duration,
    },
    /// Too many failures.
    GaveUp { failures: u32, why: Down },
    /// No process can continue the session.
    Incompatible(Incompatible),
    /// Memory passed the threshold of warning; bytes.
    MemoryWarning {
        generation: u64,
        resident: u64,
        limit: u64,
    },
    /// Memory passed the limit; bytes.
    MemoryLimit {
        generation: u64,
        resident: u64,
        limit: u64,
    },
    /// The operator asked for a new process.
    Reloading { generation: u64 },
    /// The supervisor ends.
    Stopping { reason: StopReason },
    /// On the way of the messages.
    Note(Note),
}
