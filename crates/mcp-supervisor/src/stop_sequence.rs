//! Steps to stop a server, as a value: no I/O, no clock.
//!
//! The protocol requires closing its input; signals follow for servers that ignore this.
//! <https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#stdio>

use std::time::{Duration, Instant};

/// Time between the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopTimes {
    /// From closing the input to SIGTERM.
    pub after_close: Duration,
    /// From SIGTERM to SIGKILL.
    pub after_terminate: Duration,
}

impl Default for StopTimes {
    fn default() -> Self {
        Self {
            after_close: Duration::from_secs(3),
            after_terminate: Duration::from_secs(5),
        }
    }
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Close the server's standard input.
    CloseInput,
    /// Send SIGTERM to its process group.
    Terminate,
    /// Send SIGKILL to all remaining processes.
    Kill,
}

/// A running stop sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopSequence {
    next: Option<(Step, Instant)>,
    times: StopTimes,
}

impl StopSequence {
    /// Starts with the first step.
    #[must_use]
    pub fn new(times: StopTimes, now: Instant) -> Self {
        Self {
            next: Some((Step::CloseInput, now)),
            times,
        }
    }

    /// Starts with SIGTERM, for a server that no longer reads its input.
    #[must_use]
    pub fn from_terminate(times: StopTimes, now: Instant) -> Self {
        Self {
            next: Some((Step::Terminate, now)),
            times,
        }
    }

    /// The step that is due, if any; each is returned once.
    pub fn due(&mut self, now: Instant) -> Option<Step> {
        let (step, at) = self.next?;
        if at > now {
            return None;
        }
        self.next = match step {
            Step::CloseInput => Some((Step::Terminate, now + self.times.after_close)),
            Step::Terminate => Some((Step::Kill, now + self.times.after_terminate)),
            Step::Kill => None,
        };
        Some(step)
    }

    /// Makes the next step due immediately.
    pub fn hurry(&mut self, now: Instant) {
        if let Some((_, at)) = &mut self.next {
            *at = now;
        }
    }

    /// Time at which [`StopSequence::due`] returns a step.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.next.map(|(_, at)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_comes_once_in_order_and_never_early() {
        let start = Instant::now();
        let times = StopTimes::default();
        let mut stop = StopSequence::new(times, start);
        assert_eq!(stop.due(start), Some(Step::CloseInput));
        let terminate = start + times.after_close;
        assert_eq!(stop.due(terminate - Duration::from_nanos(1)), None);
        assert_eq!(stop.due(terminate), Some(Step::Terminate));
        let kill = terminate + times.after_terminate;
        assert_eq!(stop.next_deadline(), Some(kill));
        assert_eq!(stop.due(kill), Some(Step::Kill));
        assert_eq!(stop.due(kill + times.after_close), None);
        assert_eq!(stop.next_deadline(), None);
    }

    #[test]
    fn a_hurry_takes_the_next_step_at_once() {
        let start = Instant::now();
        let mut stop = StopSequence::new(StopTimes::default(), start);
        stop.due(start);
        stop.hurry(start);
        assert_eq!(stop.due(start), Some(Step::Terminate));
    }
}
