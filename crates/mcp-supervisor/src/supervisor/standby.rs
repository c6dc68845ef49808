//! Keeps a standby process, which takes over when the first process fails.

use std::time::{Duration, Instant};

use super::command::Command;
use super::machine::Supervisor;
use super::phase::{Phase, Standby, Then};
use crate::event::{Down, Event};
use crate::policy::{Cause, Decision, RestartPolicy, Streak};
use crate::stop_sequence::StopSequence;
use memory_watch::{MemoryVerdict, TreeWatchdog};

impl Supervisor {
    /// True if a standby has completed the handshake.
    #[must_use]
    pub fn has_standby(&self) -> bool {
        matches!(self.standby, Standby::Running { ready: Some(_), .. })
    }

    /// The first process is ready: requests a standby.
    pub(super) fn want_standby(&mut self, now: Instant, out: &mut Vec<Command>) {
        if self.options.standby && matches!(self.standby, Standby::Off) {
            self.standby = Standby::Waiting { until: now };
        }
        self.start_standby(now, out);
    }

    pub(super) fn start_standby(&mut self, now: Instant, out: &mut Vec<Command>) {
        if let Standby::Waiting { until } = self.standby
            && until <= now
            && self.is_ready()
        {
            self.last_generation += 1;
            let generation = self.last_generation;
            self.standby = Standby::Running {
                generation,
                started: now,
                ready: None,
                watchdog: self.options.memory.map(TreeWatchdog::new),
            };
            out.push(Command::Spawn { generation });
        }
    }

    pub(super) fn standby_spawned(&mut self, process: u32, now: Instant, out: &mut Vec<Command>) {
        let Standby::Running { generation, .. } = self.standby else {
            return;
        };
        out.push(Command::Notify(Event::StandbyStarted {
            generation,
            process,
        }));
        self.session
            .standby_started(generation, now, &mut self.actions);
    }

    pub(super) fn standby_ready(&mut self, generation: u64, now: Instant, out: &mut Vec<Command>) {
        if let Standby::Running { ready, .. } = &mut self.standby {
            *ready = Some(now);
            out.push(Command::Notify(Event::StandbyReady { generation }));
        }
    }

    /// Stops a healthy standby.
    pub(super) fn let_standby_go(&mut self, now: Instant, out: &mut Vec<Command>) {
        let stop = StopSequence::new(self.options.stop, now);
        self.stop_standby(stop, Cause::Requested, out);
    }

    pub(super) fn stop_standby(
        &mut self,
        stop: StopSequence,
        cause: Cause,
        out: &mut Vec<Command>,
    ) {
        match self.standby {
            Standby::Running { generation, .. } => {
                self.session.standby_gone(&mut self.actions);
                self.standby = Standby::Stopping {
                    generation,
                    stop,
                    cause,
                };
                self.pass_on(out);
            }
            Standby::Waiting { .. } => self.standby = Standby::Off,
            Standby::Off | Standby::Stopping { .. } => {}
        }
    }

    /// Handles the end or failed start of the standby: the next one starts after its own wait.
    pub(super) fn standby_gone(&mut self, why: Down, now: Instant, out: &mut Vec<Command>) {
        let old = std::mem::replace(&mut self.standby, Standby::Off);
        self.session.standby_gone(&mut self.actions);
        self.pass_on(out);
        let (generation, cause) = match old {
            Standby::Off | Standby::Waiting { .. } => return,
            Standby::Stopping {
                generation, cause, ..
            } => (generation, cause),
            Standby::Running {
                generation, ready, ..
            } => {
                let stable = self.options.policy.stable_after;
                if ready.is_some_and(|ready| now >= ready + stable) {
                    self.standby_streak = Streak::default();
                }
                (generation, Cause::Failure)
            }
        };
        if let Some(exit) = self.leaving.take() {
            out.push(Command::Exit(exit));
            return;
        }
        let ends = matches!(
            self.phase,
            Phase::Stopping {
                then: Then::Exit(_),
                ..
            }
        );
        if ends || matches!(self.phase, Phase::Over) {
            return;
        }
        let backoff = self.standby_backoff(cause);
        if cause != Cause::Requested {
            out.push(Command::Notify(Event::StandbyDown {
                generation,
                why,
                backoff,
            }));
        }
        self.standby = Standby::Waiting {
            until: now + backoff,
        };
    }

    fn standby_backoff(&mut self, cause: Cause) -> Duration {
        let policy = &self.options.policy;
        let (streak, decision) = policy.decide(self.standby_streak, cause, (self.chance)());
        self.standby_streak = streak;
        match decision {
            Decision::Restart { .. } if matches!(cause, Cause::MemoryLimit { .. }) => {
                RestartPolicy::memory_pause(streak.memory)
            }
            Decision::Restart { backoff, .. } => backoff,
            // Only the first process is given up; the standby is retried.
            Decision::GiveUp { .. } => policy.extended,
        }
    }

    /// Lets a running standby take over immediately; returns false without one. The next standby
    /// starts after `backoff`.
    pub(super) fn promote(&mut self, backoff: Duration, now: Instant) -> bool {
        let Standby::Running {
            generation,
            started,
            ..
        } = self.standby
        else {
            return false;
        };
        let taken = std::mem::replace(
            &mut self.standby,
            Standby::Waiting {
                until: now + backoff,
            },
        );
        if let Standby::Running { watchdog, .. } = taken {
            self.watchdog = watchdog;
        }
        self.standby_streak = Streak::default();
        self.generation = generation;
        self.phase = Phase::Running {
            started,
            ready: None,
        };
        self.session.promote(now, &mut self.actions);
        true
    }

    /// Handles a memory reading of the standby.
    pub(super) fn standby_memory(&mut self, resident: u64, now: Instant, out: &mut Vec<Command>) {
        let Standby::Running {
            generation,
            started,
            watchdog: Some(watchdog),
            ..
        } = &mut self.standby
        else {
            return;
        };
        let (generation, started) = (*generation, *started);
        let verdict = watchdog.judge(resident, now.saturating_duration_since(started));
        let limit = watchdog.limits().restart;
        let event = match verdict {
            MemoryVerdict::Fine => return,
            MemoryVerdict::Warn => Event::MemoryWarning {
                generation,
                resident,
                limit,
            },
            MemoryVerdict::Restart => Event::MemoryLimit {
                generation,
                resident,
                limit,
            },
        };
        out.push(Command::Notify(event));
        if verdict == MemoryVerdict::Restart {
            let uptime = now.saturating_duration_since(started);
            let stop = StopSequence::new(self.options.stop, now);
            self.stop_standby(stop, Cause::MemoryLimit { uptime }, out);
        }
    }
}
