//! Handles events of the server and the client.

use std::collections::VecDeque;
use std::time::Instant;

use super::command::{Command, Exit, SupervisorOptions};
use super::phase::{Phase, Standby, Then};
use super::queue::SessionEvent;
use super::reload::Changes;
use crate::event::{Down, Ended, Event};
use crate::policy::{Cause, Streak};
use crate::session::{Action, Id, Session};
use crate::stop_sequence::StopSequence;
use memory_watch::{MemoryVerdict, TreeWatchdog};

/// Supervises one server at a time, and the session that spans all its processes.
#[derive(Debug)]
pub struct Supervisor {
    pub(super) options: SupervisorOptions,
    pub(super) session: Session,
    pub(super) phase: Phase,
    pub(super) streak: Streak,
    /// Generation of the process that serves the session.
    pub(super) generation: u64,
    /// Generation of the last started process.
    pub(super) last_generation: u64,
    pub(super) standby: Standby,
    pub(super) standby_streak: Streak,
    /// Pending exit, until the standby has ended as well.
    pub(super) leaving: Option<Exit>,
    /// The client has closed its end, and open requests are answered until this time.
    pub(super) linger: Option<Instant>,
    pub(super) restarts: u64,
    pub(super) watchdog: Option<TreeWatchdog>,
    /// Failed starts while no session has begun.
    pub(super) start_failures: u32,
    /// File changes that have not led to a replacement yet.
    pub(super) changes: Option<Changes>,
    /// Earliest time of the next restart for memory.
    pub(super) next_memory_restart: Option<Instant>,
    /// Actions of the session that are not yet passed on.
    pub(super) actions: Vec<Action>,
    /// Events that change the phase and are not yet handled.
    pub(super) pending: VecDeque<SessionEvent>,
    pub(super) chance: fn() -> f64,
}

impl Supervisor {
    /// A supervisor that has started nothing yet; `chance` gives the jitter's numbers, 0 to 1.
    #[must_use]
    pub fn new(
        options: SupervisorOptions,
        streak: Streak,
        now: Instant,
        chance: fn() -> f64,
    ) -> Self {
        Self {
            session: Session::new(options.session.clone(), now),
            phase: Phase::New,
            streak,
            generation: 0,
            last_generation: 0,
            standby: Standby::Off,
            standby_streak: Streak::default(),
            leaving: None,
            linger: None,
            restarts: 0,
            watchdog: options.memory.map(TreeWatchdog::new),
            start_failures: 0,
            changes: None,
            next_memory_restart: None,
            actions: Vec::new(),
            pending: VecDeque::new(),
            chance,
            options,
        }
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Number of the process that the session is with.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Consecutive failures.
    #[must_use]
    pub fn streak(&self) -> Streak {
        self.streak
    }

    /// True if a server runs and is ready.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Running { ready: Some(_), .. })
    }

    /// Starts the first process.
    pub fn start(&mut self, out: &mut Vec<Command>) {
        self.last_generation += 1;
        self.generation = self.last_generation;
        self.phase = Phase::New;
        out.push(Command::Spawn {
            generation: self.generation,
        });
    }

    /// A process was started.
    pub fn spawned(&mut self, generation: u64, process: u32, now: Instant, out: &mut Vec<Command>) {
        if generation != self.generation {
            self.standby_spawned(process, now, out);
            return self.handle_events(now, out);
        }
        self.phase = Phase::Running {
            started: now,
            ready: None,
        };
        if let Some(limits) = self.options.memory {
            self.watchdog = Some(TreeWatchdog::new(limits));
        }
        out.push(Command::Notify(Event::Started {
            generation: self.generation,
            process,
        }));
        self.session
            .server_started(self.generation, now, &mut self.actions);
        self.handle_events(now, out);
    }

    /// A process could not be started.
    pub fn not_spawned(
        &mut self,
        generation: u64,
        why: String,
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        if generation != self.generation {
            self.standby_gone(Down::NotStarted(why), now, out);
        } else {
            self.restart(Cause::Failure, Down::NotStarted(why), now, out);
        }
        self.handle_events(now, out);
    }

    /// The program of the server is missing or not executable. If no session has begun, no later
    /// start can be expected to succeed, and the supervisor ends.
    pub fn cannot_start(
        &mut self,
        generation: u64,
        why: String,
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        if generation != self.generation || self.session.has_begun() {
            return self.not_spawned(generation, why, now, out);
        }
        let why = Down::NotStarted(why);
        self.session.set_end_reason(why.clause());
        self.session.end(now, &mut self.actions);
        self.pass_on(out);
        out.push(Command::Notify(Event::GaveUp { failures: 1, why }));
        self.finish(Exit::NotStarted, now, out);
        self.handle_events(now, out);
    }

    /// Sets the last lines of the standard error of a process.
    pub fn stderr_tail(&mut self, generation: u64, lines: Vec<String>) {
        if generation == self.generation {
            self.session.set_stderr_tail(lines);
        } else {
            self.session.set_standby_stderr_tail(lines);
        }
    }

    /// The client wrote a line.
    pub fn client_line(&mut self, line: &[u8], now: Instant, out: &mut Vec<Command>) {
        self.session.client_line(line, now, &mut self.actions);
        self.handle_events(now, out);
        self.wake(out);
    }

    /// A server wrote a line.
    pub fn server_line(
        &mut self,
        generation: u64,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        self.session
            .server_line(generation, line, now, &mut self.actions);
        self.handle_events(now, out);
    }

    /// A server wrote a message that is too long, of which the beginning and the end are given. The
    /// request it answers fails; returns its id, if it was found.
    pub fn oversized_response(
        &mut self,
        generation: u64,
        ends: (&[u8], &[u8]),
        now: Instant,
        out: &mut Vec<Command>,
    ) -> Option<Id> {
        let actions = &mut self.actions;
        let id = self
            .session
            .oversized_response(generation, ends, now, actions);
        self.handle_events(now, out);
        id
    }

    /// A message of a server has no newline, and none has followed for some time.
    pub fn line_without_end(
        &mut self,
        generation: u64,
        line: &[u8],
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        let actions = &mut self.actions;
        self.session
            .line_without_end(generation, line, now, actions);
        self.handle_events(now, out);
    }

    /// A reading of the memory, in bytes, of a process and all below it.
    pub fn memory(&mut self, generation: u64, resident: u64, now: Instant, out: &mut Vec<Command>) {
        if self.standby.generation() == Some(generation) {
            self.standby_memory(resident, now, out);
            return self.handle_events(now, out);
        }
        let Phase::Running { started, .. } = self.phase else {
            return;
        };
        let Some(watchdog) = &mut self.watchdog else {
            return;
        };
        if generation != self.generation {
            return;
        }
        let uptime = now.saturating_duration_since(started);
        let verdict = watchdog.judge(resident, uptime);
        let limits = watchdog.limits();
        let is_too_soon = self.next_memory_restart.is_some_and(|next| now < next);
        match verdict {
            MemoryVerdict::Fine => {}
            MemoryVerdict::Warn => {
                out.push(Command::Notify(Event::MemoryWarning {
                    generation,
                    resident,
                    limit: limits.restart,
                }));
            }
            // A restart does not help if the server needs the memory again soon after it.
            MemoryVerdict::Restart if is_too_soon => {
                if watchdog.warn_once() {
                    out.push(Command::Notify(Event::MemoryWarning {
                        generation,
                        resident,
                        limit: limits.restart,
                    }));
                }
            }
            MemoryVerdict::Restart => {
                out.push(Command::Notify(Event::MemoryLimit {
                    generation,
                    resident,
                    limit: limits.restart,
                }));
                self.drain(Cause::MemoryLimit { uptime }, now);
                self.handle_events(now, out);
            }
        }
    }

    /// A process does not work any more though it lives: it closed a pipe, or wrote a line without
    /// end.
    pub fn broken(
        &mut self,
        generation: u64,
        why: &'static str,
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        let why = why.to_owned();
        if self.standby.generation() == Some(generation) {
            out.push(Command::Notify(Event::Unusable { generation, why }));
            let stop = StopSequence::from_terminate(self.options.stop, now);
            self.stop_standby(stop, Cause::Failure, out);
            return self.handle_events(now, out);
        }
        let (Phase::Running { .. } | Phase::Draining { .. }) = self.phase else {
            return;
        };
        if generation != self.generation {
            return;
        }
        out.push(Command::Notify(Event::Unusable { generation, why }));
        self.replace(now);
        self.handle_events(now, out);
    }

    /// The client does not read: timeouts that its server could not help are suspended.
    pub fn client_blocked(&mut self, now: Instant, _: &mut Vec<Command>) {
        self.session.client_blocked(now);
    }

    /// The client reads again.
    pub fn client_unblocked(&mut self, now: Instant, _: &mut Vec<Command>) {
        self.session.client_unblocked(now);
    }

    /// A line for a process that is about to be reported as ended never reached it completely.
    pub fn undelivered(&mut self, generation: u64, line: &[u8], now: Instant) {
        if generation == self.generation {
            self.session.undelivered(line, now);
        }
    }

    /// A process has ended, and all that it wrote was taken.
    pub fn exited(&mut self, generation: u64, ended: Ended, now: Instant, out: &mut Vec<Command>) {
        if self.standby.generation() == Some(generation) {
            self.standby_gone(Down::Exited(ended), now, out);
            return self.handle_events(now, out);
        }
        if generation != self.generation {
            return;
        }
        self.session.set_end_reason(Down::Exited(ended).clause());
        let phase = std::mem::replace(&mut self.phase, Phase::New);
        match phase {
            Phase::Stopping {
                then: Then::Exit(exit),
                ..
            } => {
                self.session.end(now, &mut self.actions);
                self.session.server_gone(generation, now, &mut self.actions);
                self.pass_on(out);
                self.finish(exit, now, out);
            }
            Phase::Stopping {
                then: Then::Idle, ..
            } => self.enter_idle(now, out),
            Phase::Stopping {
                then: Then::Restart(cause),
                ..
            }
            | Phase::Draining { cause, .. } => {
                let why = match cause {
                    Cause::Failure => Down::Replaced,
                    Cause::MemoryLimit { .. } | Cause::Requested => Down::Refreshed,
                };
                self.restart(cause, why, now, out);
            }
            Phase::Running { ready, .. } => {
                self.settle(ready, now, out);
                self.restart(Cause::Failure, Down::Exited(ended), now, out);
            }
            Phase::Over => self.phase = Phase::Over,
            Phase::Idle => self.phase = Phase::Idle,
            Phase::New | Phase::Waiting { .. } => {}
        }
        self.handle_events(now, out);
    }

    /// Time at which [`Supervisor::tick`] has work.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let own = match &self.phase {
            Phase::Draining { until, .. } | Phase::Waiting { until } => Some(*until),
            Phase::Stopping { stop, .. } => stop.next_deadline(),
            Phase::Running {
                ready: Some(ready), ..
            } if self.streak.failures > 0 => Some(*ready + self.options.policy.stable_after),
            _ => None,
        };
        let standby = match &self.standby {
            Standby::Waiting { until } if self.is_ready() => Some(*until),
            Standby::Stopping { stop, .. } => stop.next_deadline(),
            _ => None,
        };
        own.into_iter()
            .chain(standby)
            .chain(self.linger)
            .chain(self.idle_deadline())
            .chain(self.changes.map(Changes::due))
            .chain(self.session.next_deadline())
            .min()
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Instant, out: &mut Vec<Command>) {
        self.session.tick(now, &mut self.actions);
        self.handle_events(now, out);
        self.start_standby(now, out);
        match &self.phase {
            Phase::Running { ready, .. } => {
                let ready = *ready;
                self.settle(ready, now, out);
            }
            Phase::Draining { until, cause } if *until <= now => {
                let cause = *cause;
                self.step_down(cause, now);
            }
            Phase::Waiting { until } if *until <= now => self.start(out),
            _ => {}
        }
        self.stop_if_idle(now, out);
        self.reload_for_changes(now, out);
        self.end_linger(now, out);
        self.handle_events(now, out);
    }
}
