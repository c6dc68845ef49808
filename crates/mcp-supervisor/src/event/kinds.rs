//! Events of a supervisor.

use std::time::Duration;

use crate::session::{Incompatible, Note};

/// Log level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Details for debugging.
    Debug,
    /// Normal operation.
    Info,
    /// A problem that the supervisor handles.
    Warn,
    /// A problem that needs attention.
    Error,
}

impl Level {
    /// Name in the text log.
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

/// End of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Exit code.
    Code(i32),
    /// Number of the signal that ended it.
    Signal(i32),
    /// The kernel killed it because memory ran out.
    OutOfMemory {
        /// Memory limit of the container, in bytes, if there is one.
        limit: Option<u64>,
    },
}

/// Reason why no process runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// It exited on its own.
    Exited(Ended),
    /// It failed to start, with the reason.
    NotStarted(String),
    /// It was unusable and was stopped.
    Replaced,
    /// It was stopped to be replaced by a new process.
    Refreshed,
}

impl Down {
    /// Clause that describes the end to the client, such as `it exited with code 1`.
    #[must_use]
    pub fn clause(&self) -> String {
        match self {
            Self::Exited(ended) => format!("it exited with {ended}"),
            Self::NotStarted(why) => format!("it could not be started: {why}"),
            Self::Replaced | Self::Refreshed => "it was stopped by the supervisor".to_owned(),
        }
    }
}

/// Reason why the supervisor stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The client closed standard input.
    ClientClosed,
    /// The client closed standard output.
    ClientOutputClosed,
    /// SIGTERM.
    Terminated,
    /// SIGINT.
    Interrupted,
}

/// Reason why a healthy server is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReloadReason {
    /// SIGHUP.
    Hangup,
    /// `mcp-supervisor restart`.
    Command,
    /// The client called the tool `supervisor_restart`.
    Tool,
    /// A file of `--watch` has changed.
    Files,
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are named for what they hold")]
pub enum Event {
    /// A process was started.
    Started { generation: u64, process: u32 },
    /// The client can use the server.
    Ready { generation: u64 },
    /// The client can use the server again.
    Recovered { generation: u64, restarts: u64 },
    /// It has been up long enough for its failure count to be reset.
    Stable { generation: u64, failures: u32 },
    /// A process runs but is unusable.
    Unusable { generation: u64, why: String },
    /// The process has ended; the next one starts after a wait.
    Down {
        generation: u64,
        why: Down,
        attempt: u32,
        backoff: Duration,
        extended: bool,
        /// The standby takes over immediately; the wait is for the next standby.
        standby: bool,
    },
    /// A standby process was started.
    StandbyStarted { generation: u64, process: u32 },
    /// The standby has completed the handshake.
    StandbyReady { generation: u64 },
    /// The standby has ended; the next one starts after a wait.
    StandbyDown {
        generation: u64,
        why: Down,
        backoff: Duration,
    },
    /// Too many failures.
    GaveUp { failures: u32, why: Down },
    /// No server can continue the session.
    Incompatible(Incompatible),
    /// Memory exceeded the warning threshold; in bytes.
    MemoryWarning {
        generation: u64,
        resident: u64,
        limit: u64,
    },
    /// Memory exceeded the limit; in bytes.
    MemoryLimit {
        generation: u64,
        resident: u64,
        limit: u64,
    },
    /// The operator requested a new process.
    Reloading {
        generation: u64,
        reason: ReloadReason,
    },
    /// The server is idle and is stopped until the next request.
    Idle { generation: u64 },
    /// The client has disconnected, and its open requests are still answered.
    Lingering,
    /// The supervisor ends.
    Stopping { reason: StopReason },
    /// A note about messages.
    Note(Note),
}
