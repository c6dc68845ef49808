//! Stops an idle server, and starts it for the next request.

use std::time::Instant;

use super::command::Command;
use super::machine::Supervisor;
use super::phase::{Phase, Then};
use crate::event::Event;
use crate::stop_sequence::StopSequence;

impl Supervisor {
    /// Time at which the server is stopped if it stays idle.
    pub(super) fn idle_deadline(&self) -> Option<Instant> {
        let Phase::Running {
            ready: Some(ready), ..
        } = self.phase
        else {
            return None;
        };
        if self.options.standby {
            return None;
        }
        let since = self.session.idle_since()?.max(ready);
        Some(since + self.options.idle_stop?)
    }

    pub(super) fn stop_if_idle(&mut self, now: Instant, out: &mut Vec<Command>) {
        if self.idle_deadline().is_some_and(|deadline| deadline <= now) {
            out.push(Command::Notify(Event::Idle {
                generation: self.generation,
            }));
            self.session.drain(&mut self.actions);
            self.phase = Phase::Stopping {
                stop: StopSequence::new(self.options.stop, now),
                then: Then::Idle,
            };
        }
    }

    /// The idle server has ended.
    pub(super) fn enter_idle(&mut self, now: Instant, out: &mut Vec<Command>) {
        self.session
            .server_gone(self.generation, now, &mut self.actions);
        self.pass_on(out);
        self.phase = Phase::Idle;
        self.wake(out);
    }

    /// Starts the server if a request waits for it.
    pub(super) fn wake(&mut self, out: &mut Vec<Command>) {
        if matches!(self.phase, Phase::Idle) && self.session.has_open_requests() {
            self.start(out);
        }
    }
}
