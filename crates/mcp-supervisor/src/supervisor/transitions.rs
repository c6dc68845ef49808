//! Transitions of a server between phases, and execution of session actions.

use std::time::{Duration, Instant};

use super::command::{Command, Exit};
use super::machine::Supervisor;
use super::phase::{Phase, Standby, Then};
use crate::event::{Down, Event};
use crate::policy::{Cause, Decision, RestartPolicy};
use crate::session::Unusable;
use crate::stop_sequence::StopSequence;

/// Number of failed starts before the first handshake after which queued requests are answered with
/// an error.
const START_ATTEMPTS: u32 = 2;
/// Maximum wait after the first failed start.
const QUICK_RETRY: Duration = Duration::from_millis(100);

impl Supervisor {
    /// Resets the failure count of a stable server.
    pub(super) fn settle(&mut self, ready: Option<Instant>, now: Instant, out: &mut Vec<Command>) {
        let stable = ready.is_some_and(|ready| now >= ready + self.options.policy.stable_after);
        if stable && self.streak.failures > 0 {
            let failures = std::mem::take(&mut self.streak.failures);
            out.push(Command::Notify(Event::Stable {
                generation: self.generation,
                failures,
            }));
        }
    }

    pub(super) fn drain(&mut self, cause: Cause, now: Instant) {
        let until = now + self.options.drain;
        self.phase = Phase::Draining { until, cause };
        self.session.drain(&mut self.actions);
    }

    pub(super) fn step_down(&mut self, cause: Cause, now: Instant) {
        self.phase = Phase::Stopping {
            stop: StopSequence::new(self.options.stop, now),
            then: Then::Restart(cause),
        };
    }

    /// Stops an unusable process, starting with SIGTERM.
    pub(super) fn replace(&mut self, now: Instant) {
        self.session.drain(&mut self.actions);
        self.phase = Phase::Stopping {
            stop: StopSequence::from_terminate(self.options.stop, now),
            then: Then::Restart(Cause::Failure),
        };
    }

    pub(super) fn restart(
        &mut self,
        cause: Cause,
        why: Down,
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        let (streak, decision) = self
            .options
            .policy
            .decide(self.streak, cause, (self.chance)());
        self.streak = streak;
        if let Down::NotStarted(_) = why {
            self.session.set_end_reason(why.clause());
        }
        if let Cause::MemoryLimit { .. } = cause {
            self.next_memory_restart = Some(now + RestartPolicy::memory_pause(streak.memory));
        }
        match decision {
            Decision::Restart {
                attempt,
                backoff,
                extended,
            } => {
                let backoff = self.start_backoff(cause, backoff);
                self.restarts += 1;
                let standby = matches!(self.standby, Standby::Running { .. });
                let until = now + backoff;
                let resumes = if standby { now } else { until };
                self.session.restarting(attempt, resumes);
                if (extended || self.start_failures >= START_ATTEMPTS) && !standby {
                    self.session.out_of_service(now, &mut self.actions);
                }
                self.session
                    .server_gone(self.generation, now, &mut self.actions);
                out.push(Command::Notify(Event::Down {
                    generation: self.generation,
                    why,
                    attempt,
                    backoff,
                    extended,
                    standby,
                }));
                self.phase = Phase::Waiting { until };
                self.pass_on(out);
                if self.promote(backoff, now) {
                    return;
                }
                if backoff.is_zero() {
                    self.start(out);
                }
            }
            Decision::GiveUp { failures } => {
                self.session.end(now, &mut self.actions);
                self.session
                    .server_gone(self.generation, now, &mut self.actions);
                self.pass_on(out);
                out.push(Command::Notify(Event::GaveUp { failures, why }));
                self.finish(Exit::GaveUp, now, out);
            }
        }
    }

    /// Counts failures before the first handshake: the first is followed by a quick second attempt.
    fn start_backoff(&mut self, cause: Cause, backoff: Duration) -> Duration {
        if self.session.has_begun() || cause != Cause::Failure {
            self.start_failures = 0;
            return backoff;
        }
        self.start_failures = self.start_failures.saturating_add(1);
        if self.start_failures < START_ATTEMPTS {
            backoff.min(QUICK_RETRY)
        } else {
            backoff
        }
    }

    pub(super) fn finish(&mut self, exit: Exit, now: Instant, out: &mut Vec<Command>) {
        self.session.end(now, &mut self.actions);
        self.pass_on(out);
        self.phase = Phase::Over;
        self.let_standby_go(now, out);
        if self.standby.generation().is_some() {
            self.leaving = Some(exit);
        } else {
            out.push(Command::Exit(exit));
        }
    }

    pub(super) fn ready(&mut self, generation: u64, now: Instant, out: &mut Vec<Command>) {
        if let Phase::Running {
            ready: ready @ None,
            ..
        } = &mut self.phase
        {
            *ready = Some(now);
            out.push(Command::Notify(Event::Ready { generation }));
            if self.restarts > 0 {
                out.push(Command::Notify(Event::Recovered {
                    generation,
                    restarts: self.restarts,
                }));
                self.restarts = 0;
            }
            self.want_standby(now, out);
        }
    }

    pub(super) fn unusable(
        &mut self,
        generation: u64,
        why: &Unusable,
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        if self.standby.generation() == Some(generation) {
            let why = why.to_string();
            out.push(Command::Notify(Event::Unusable { generation, why }));
            let stop = StopSequence::from_terminate(self.options.stop, now);
            self.stop_standby(stop, Cause::Failure, out);
        } else if let Phase::Running { .. } = self.phase
            && generation == self.generation
        {
            out.push(Command::Notify(Event::Unusable {
                generation,
                why: why.to_string(),
            }));
            self.replace(now);
        }
    }
}
