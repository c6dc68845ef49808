//! How long a process has been silent, as data.

use std::time::{Duration, Instant};

/// Idle time before the first ping of a process.
const FIRST_PING: Duration = Duration::from_secs(1);

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
    /// A first ping was sent to this process, which shows early if it answers pings.
    probed: bool,
    /// A request has timed out since the process was last heard.
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

    /// The process was told something.
    pub(crate) fn told(&mut self, now: Instant) {
        self.since = now;
    }

    /// The process said something: whatever it says, it lives.
    pub(crate) fn heard(&mut self, now: Instant) {
        *self = Self {
            probed: self.probed,
            ..Self::new(now)
        };
    }

    /// Makes the next ping due at once, since a request has timed out.
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
            // Where the verdict is not believed, the next ping is due after the whole time.
            self.since = now;
            return Verdict::Hangs;
        }
        self.probed = true;
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
