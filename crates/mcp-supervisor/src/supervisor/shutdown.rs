//! Stops the server permanently.

use std::time::Instant;

use super::command::{Command, Exit};
use super::machine::Supervisor;
use super::phase::{Phase, Then};
use crate::event::{Event, StopReason};
use crate::stop_sequence::StopSequence;

impl Supervisor {
    /// Handles the disconnect of the client. The server may answer open requests within the time
    /// limit.
    pub fn client_closed(&mut self, now: Instant, out: &mut Vec<Command>) {
        if !matches!(self.phase, Phase::Over) && self.session.has_open_requests() {
            self.linger = Some(now + self.options.stop.after_close);
            out.push(Command::Notify(Event::Lingering));
        } else {
            self.stop(StopReason::ClientClosed, now, out);
        }
    }

    /// Stops the server after the requests of the disconnected client are answered or the time
    /// limit has passed.
    pub(super) fn end_linger(&mut self, now: Instant, out: &mut Vec<Command>) {
        let is_over = |until| until <= now || !self.session.has_open_requests();
        // A process that is being started can be stopped once it has started.
        let is_starting = matches!(self.phase, Phase::New);
        if !is_starting && self.linger.is_some_and(is_over) {
            self.stop(StopReason::ClientClosed, now, out);
        }
    }

    /// Stops the server and exits; a second signal shortens the waits.
    pub fn stop(&mut self, reason: StopReason, now: Instant, out: &mut Vec<Command>) {
        let hurry = matches!(reason, StopReason::Terminated | StopReason::Interrupted);
        let lingered = self.linger.take().is_some();
        if hurry {
            self.standby.hurry(now);
        }
        match &mut self.phase {
            Phase::Over => return self.handle_events(now, out),
            Phase::Stopping {
                stop,
                then: then @ Then::Exit(_),
                ..
            } => {
                *then = Then::Exit(Exit::Asked);
                if hurry {
                    stop.hurry(now);
                }
            }
            Phase::Stopping { then, .. } => {
                *then = Then::Exit(Exit::Asked);
                out.push(Command::Notify(Event::Stopping { reason }));
            }
            Phase::New | Phase::Waiting { .. } | Phase::Idle => {
                out.push(Command::Notify(Event::Stopping { reason }));
                self.finish(Exit::Asked, now, out);
                return self.handle_events(now, out);
            }
            Phase::Running { .. } | Phase::Draining { .. } => {
                out.push(Command::Notify(Event::Stopping { reason }));
                // A client that closes its input and then sends a signal has already waited.
                let stop = if lingered && hurry {
                    StopSequence::from_terminate(self.options.stop, now)
                } else {
                    StopSequence::new(self.options.stop, now)
                };
                let then = Then::Exit(Exit::Asked);
                self.phase = Phase::Stopping { stop, then };
            }
        }
        self.session.end(now, &mut self.actions);
        self.pass_on(out);
        self.let_standby_go(now, out);
        self.handle_events(now, out);
    }
}
