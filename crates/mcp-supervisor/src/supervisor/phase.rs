//! Phases of the first process and of the standby, as data.

use std::time::Instant;

use memory_watch::TreeWatchdog;

use super::command::Exit;
use crate::policy::Cause;
use crate::stop_sequence::StopSequence;

/// Phase of the first process.
#[derive(Debug)]
pub(super) enum Phase {
    /// A process is being started, or none has been started yet.
    New,
    Running {
        started: Instant,
        ready: Option<Instant>,
    },
    /// It will be replaced once its open requests are answered.
    Draining {
        until: Instant,
        cause: Cause,
    },
    Stopping {
        stop: StopSequence,
        then: Then,
    },
    Waiting {
        until: Instant,
    },
    /// No process runs until the next request.
    Idle,
    Over,
}

/// Next phase after the process has ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    Restart(Cause),
    /// Wait for the next request.
    Idle,
    Exit(Exit),
}

/// Phase of the standby.
#[derive(Debug)]
pub(super) enum Standby {
    /// No standby is configured, or the first process is not ready yet.
    Off,
    /// One is started at this time if the first process is ready.
    Waiting { until: Instant },
    Running {
        generation: u64,
        started: Instant,
        ready: Option<Instant>,
        watchdog: Option<TreeWatchdog>,
    },
    /// It is being stopped.
    Stopping {
        generation: u64,
        stop: StopSequence,
        cause: Cause,
    },
}

impl Standby {
    /// Generation of the standby process, if one runs.
    pub(super) fn generation(&self) -> Option<u64> {
        match self {
            Self::Off | Self::Waiting { .. } => None,
            Self::Running { generation, .. } | Self::Stopping { generation, .. } => {
                Some(*generation)
            }
        }
    }

    pub(super) fn hurry(&mut self, now: Instant) {
        if let Self::Stopping { stop, .. } = self {
            stop.hurry(now);
        }
    }
}
