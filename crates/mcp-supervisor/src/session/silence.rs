//! How long a process has been silent, as data.

use std::time::{Duration, Instant};

/// When a server is asked whether it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LivenessCheck {
    /// How long a server with nothing to do is silent before it is asked.
    pub after: Duration,
    /// How long it may take to say anything at all.
    pub timeout: Duration,
}

/// How long a process has been silent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silence {
    /// When the process last said, or was told, anything.
    pub(super) since: Instant,
    /// Until when it has to say something, once it was asked.
    pub(super) deadline: Option<Instant>,
}

impl Silence {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            since: now,
            deadline: None,
        }
    }

    /// The process was told something.
    pub(crate) fn told(&mut self, now: Instant) {
        self.since = now;
    }

    /// The process said something: whatever it says, it lives.
    pub(crate) fn heard(&mut self, now: Instant) {
        *self = Self::new(now);
    }

    pub(super) fn due(&self, check: LivenessCheck) -> Instant {
        self.deadline.unwrap_or(self.since + check.after)
    }

    pub(super) fn verdict(&mut self, check: LivenessCheck, now: Instant) -> Verdict {
        if self.due(check) > now {
            return Verdict::Fine;
        }
        if self.deadline.take().is_some() {
            return Verdict::Hangs;
        }
        self.deadline = Some(now + check.timeout);
        Verdict::Ask
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fine,
    Ask,
    Hangs,
}
