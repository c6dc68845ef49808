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
    /// Time that open requests have when the server is replaced on purpose.
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
    /// Pass begin or end of a request to the observers.
    Observe(Observation),
    /// Pass an event to the observers.
    Tell(Event),
    /// Exit once all messages for the client are written.
    Exit(Exit),
}

/// Reason of the exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The client disconnected or a signal was received.
    Asked,
    /// As many failures in a row as were allowed.
    GaveUp,
    /// The server cannot be started at all: its program is missing or not executable.
    NotStarted,
    /// The server came back with a protocol that the session was not made for.
    Incompatible,
}
