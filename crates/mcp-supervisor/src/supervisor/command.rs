//! Options and commands of a supervisor.

use std::time::Duration;

use crate::event::Event;
use crate::policy::RestartPolicy;
use crate::session::{Observation, SessionOptions};
use crate::stop_sequence::{Step, StopTimes};
use memory_watch::MemoryPolicy;

/// Options of a supervisor.
#[derive(Debug, Clone)]
pub struct SupervisorOptions {
    /// Restart policy.
    pub policy: RestartPolicy,
    /// Options of the session.
    pub session: SessionOptions,
    /// Times of the stop sequence.
    pub stop: StopTimes,
    /// Memory policy; memory is not checked if `None`.
    pub memory: Option<MemoryPolicy>,
    /// True if a standby is kept.
    pub standby: bool,
    /// Idle time after which the server is stopped until the next request; never if `None`.
    pub idle_stop: Option<Duration>,
    /// Time limit of open requests when the server is replaced gracefully.
    pub drain: Duration,
}

/// A command for the event loop.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Write a line, given without its newline, to the client.
    ToClient(Vec<u8>),
    /// Write a line, given without its newline, to the server.
    ToServer {
        /// Generation of the process.
        generation: u64,
        /// The line.
        line: Vec<u8>,
    },
    /// Start a process.
    Spawn {
        /// Generation of the process, from 1.
        generation: u64,
    },
    /// Run a step of the stop sequence of a process.
    Stop {
        /// The process.
        generation: u64,
        /// The step.
        step: Step,
    },
    /// Pass begin or end of a request to the observers.
    Observe(Observation),
    /// Pass an event to the observers.
    Notify(Event),
    /// Exit once all messages for the client are written.
    Exit(Exit),
}

/// Reason of the exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The client disconnected or a signal was received.
    Asked,
    /// The limit of consecutive failures is reached.
    GaveUp,
    /// The server cannot be started: its program is missing or not executable.
    NotStarted,
    /// The restarted server uses another protocol version than the session.
    Incompatible,
}
