//! Silence of a process, as data.

use std::time::{Duration, Instant};

/// Idle time before the first ping of a process.
const FIRST_PING: Duration = Duration::from_secs(1);

/// Times of the liveness check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LivenessCheck {
    /// Idle time before a ping.
    pub after: Duration,
    /// Time limit for any output after a ping.
    pub timeout: Duration,
}

/// Silence of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silence {
    /// Time of the last message from or to the process.
    pub(super) since: Instant,
    /// Deadline for a sign of life after a ping.
    pub(super) deadline: Option<Instant>,
    /// True if the first ping was sent to this process, which detects early if it answers pings.
    probed: bool,
    /// True if a request has timed out since the last message of the process.
    suspect: bool,
}

impl Silence {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            since: now,
            deadline: None,
            probed: false,
            suspect: false,
        }
    }

    /// Extends the deadlines by the time during which the process was not read.
    pub(crate) fn postpone(&mut self, by: Duration) {
        self.since += by;
        self.deadline = self.deadline.map(|deadline| deadline + by);
    }

    /// A message was sent to the process.
    pub(crate) fn message_sent(&mut self, now: Instant) {
        self.since = now;
    }

    /// The process wrote something, so it is alive.
    pub(crate) fn message_received(&mut self, now: Instant) {
        *self = Self {
            probed: self.probed,
            ..Self::new(now)
        };
    }

    /// Makes the next ping due immediately, since a request has timed out.
    pub(super) fn suspect(&mut self, check: LivenessCheck, now: Instant) {
        self.suspect = true;
        self.since = now.checked_sub(check.after).unwrap_or(now);
    }

    pub(super) fn is_suspect(&self) -> bool {
        self.suspect
    }

    pub(super) fn due(&self, check: LivenessCheck) -> Instant {
        let after = if self.probed {
            check.after
        } else {
            check.after.min(FIRST_PING)
        };
        self.deadline.unwrap_or(self.since + after)
    }

    pub(super) fn verdict(&mut self, check: LivenessCheck, now: Instant) -> Verdict {
        if self.due(check) > now {
            return Verdict::Fine;
        }
        if self.deadline.take().is_some() {
            // If the caller ignores this verdict, the next ping is due after a full interval.
            self.since = now;
            return Verdict::Hangs;
        }
        self.probed = true;
        self.deadline = Some(now + check.timeout);
        Verdict::Ping
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fine,
    Ping,
    Hangs,
}
