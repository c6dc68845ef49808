//! Says what a supervisor is told to begin with, and what it wants done.

use std::time::Duration;

use crate::event::Event;
use crate::policy::RestartPolicy;
use crate::session::SessionOptions;
use crate::stop_sequence::{Step, StopTimes};
use memory_watch::MemoryPolicy;

/// How a server is kept.
#[derive(Debug, Clone)]
pub struct SupervisorOptions {
    /// When it is started again.
    pub policy: RestartPolicy,
    /// What happens to the client's messages meanwhile.
    pub session: SessionOptions,
    /// How it is brought to its end.
    pub stop: StopTimes,
    /// How much memory it may take; not looked at where it is `None`.
    pub memory: Option<MemoryPolicy>,
    /// Whether a second process is kept ready.
    pub standby: bool,
    /// How long requests in flight may go on when it is replaced on purpose.
    pub drain: Duration,
}

/// One thing that the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Write a line, given without its end, to the client.
    ToClient(Vec<u8>),
    /// Write a line, given without its end, to the server.
    ToServer {
        /// The process it is for.
        generation: u64,
        /// The line.
        line: Vec<u8>,
    },
    /// Start a process.
    Spawn {
        /// Its number, from 1.
        generation: u64,
    },
    /// Take a step towards the end of a process.
    Stop {
        /// The process.
        generation: u64,
        /// The step.
        step: Step,
    },
    /// Tell the log, the metrics and whoever listens.
    Tell(Event),
    /// Leave, once all that was said to the client is written.
    Exit(Exit),
}

/// How the supervisor ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The client or a signal asked for it.
    Asked,
    /// As many failures in a row as were allowed.
    GaveUp,
    /// The server cannot be started at all: its program is missing or not executable.
    NotStarted,
    /// The server came back with a protocol that the session was not made for.
    Incompatible,
}
