//! Asks a process that is silent and has nothing to do whether it lives.
//!
//! One that is busy with a request is not asked: it may be unable to answer anything else before.

use std::time::{Duration, Instant};

use super::action::{Action, Unusable};
use super::handshake::Era;
use super::machine::{Session, Stage};
use super::own::Purpose;

/// When a server is asked whether it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HangCheck {
    /// How long a server with nothing to do is silent before it is asked.
    pub after: Duration,
    /// How long it may take to say anything at all.
    pub timeout: Duration,
}

/// How long a process has been silent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silence {
    /// When the process last said, or was told, anything.
    since: Instant,
    /// Until when it has to say something, once it was asked.
    deadline: Option<Instant>,
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

    fn due(&self, check: HangCheck) -> Instant {
        self.deadline.unwrap_or(self.since + check.after)
    }

    fn verdict(&mut self, check: HangCheck, now: Instant) -> Verdict {
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
enum Verdict {
    Fine,
    Ask,
    Hangs,
}

impl Session {
    /// Lets the next check come at once: a request was not answered in time.
    pub(crate) fn suspect(&mut self, now: Instant) {
        if let Some(check) = self.options.hang_check {
            self.silence.since = now.checked_sub(check.after).unwrap_or(now);
        }
    }

    pub(crate) fn hang_deadline(&self) -> Option<Instant> {
        let check = self.options.hang_check.filter(|_| self.can_be_asked())?;
        let first = self.first_is_watched().then(|| self.silence.due(check));
        let standby = self.standby.as_ref().filter(|standby| standby.is_ready());
        let second = standby.map(|standby| standby.silence.due(check));
        first.into_iter().chain(second).min()
    }

    /// Whether the era is known, and with it what to ask.
    fn can_be_asked(&self) -> bool {
        match &self.era {
            Era::Undecided => false,
            Era::Handshake(_) => true,
            Era::Stateless { meta } => meta.is_some(),
        }
    }

    fn first_is_watched(&self) -> bool {
        let is_live = matches!(self.stage, Stage::Live { .. });
        // One that was asked has to answer, whatever it was given since.
        is_live && (self.in_flight.is_empty() || self.silence.deadline.is_some())
    }

    pub(crate) fn check_for_hang(&mut self, now: Instant, out: &mut Vec<Action>) {
        let Some(check) = self.options.hang_check.filter(|_| self.can_be_asked()) else {
            return;
        };
        if let Stage::Live { generation } = self.stage
            && self.first_is_watched()
        {
            match self.silence.verdict(check, now) {
                Verdict::Fine => {}
                Verdict::Ask => self.ask(generation, out),
                Verdict::Hangs => {
                    self.stage = Stage::Draining { generation };
                    let why = Unusable::Hung(check.timeout);
                    out.push(Action::Unusable { generation, why });
                }
            }
        }
        self.check_standby_for_hang(check, now, out);
    }

    fn check_standby_for_hang(&mut self, check: HangCheck, now: Instant, out: &mut Vec<Action>) {
        let Some(standby) = self.standby.as_mut().filter(|standby| standby.is_ready()) else {
            return;
        };
        let generation = standby.generation;
        match standby.silence.verdict(check, now) {
            Verdict::Fine => {}
            Verdict::Ask => self.ask(generation, out),
            Verdict::Hangs => {
                self.standby_gone(out);
                let why = Unusable::Hung(check.timeout);
                out.push(Action::Unusable { generation, why });
            }
        }
    }

    fn ask(&mut self, generation: u64, out: &mut Vec<Action>) {
        let line = match &self.era {
            Era::Stateless { meta: Some(meta) } => {
                let params = format!(r#"{{"_meta":{meta}}}"#);
                self.own
                    .make(generation, Purpose::Ping, "server/discover", Some(&params))
            }
            _ => self.own.make(generation, Purpose::Ping, "ping", None),
        };
        out.push(Action::ToServer { generation, line });
    }
}
