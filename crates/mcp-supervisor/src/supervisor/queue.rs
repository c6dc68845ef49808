//! The queue of session events, and the loop that handles them.
//!
//! Handlers change phases and add to the queue; none of them calls the loop.

use std::time::Instant;

use super::command::{Command, Exit};
use super::machine::Supervisor;
use super::phase::{Phase, Standby, Then};
use crate::event::{Event, ReloadReason};
use crate::session::{Action, Incompatible, Unusable};
use crate::stop_sequence::StopSequence;

/// An event of the session that changes a phase.
#[derive(Debug)]
pub(super) enum SessionEvent {
    Ready { generation: u64 },
    StandbyReady { generation: u64 },
    Drained { generation: u64 },
    RestartRequested,
    Unusable { generation: u64, why: Unusable },
    Incompatible(Incompatible),
}

impl Supervisor {
    /// Converts actions of the session to commands, in order, and queues the events among them.
    pub(super) fn pass_on(&mut self, out: &mut Vec<Command>) {
        for action in self.actions.drain(..) {
            let event = match action {
                Action::ToClient(line) => {
                    out.push(Command::ToClient(line));
                    continue;
                }
                Action::ToServer { generation, line } => {
                    out.push(Command::ToServer { generation, line });
                    continue;
                }
                Action::Note(note) => {
                    out.push(Command::Notify(Event::Note(note)));
                    continue;
                }
                Action::Observed(observation) => {
                    out.push(Command::Observe(observation));
                    continue;
                }
                Action::Ready { generation } => SessionEvent::Ready { generation },
                Action::StandbyReady { generation } => SessionEvent::StandbyReady { generation },
                Action::Drained { generation } => SessionEvent::Drained { generation },
                Action::RestartRequested => SessionEvent::RestartRequested,
                Action::Unusable { generation, why } => SessionEvent::Unusable { generation, why },
                Action::End(incompatible) => SessionEvent::Incompatible(incompatible),
            };
            self.pending.push_back(event);
        }
    }

    /// Handles queued events until none is left, then takes the steps of the stop sequences that
    /// are due.
    pub(super) fn handle_events(&mut self, now: Instant, out: &mut Vec<Command>) {
        self.pass_on(out);
        while let Some(event) = self.pending.pop_front() {
            self.handle_event(event, now, out);
            self.pass_on(out);
        }
        self.end_linger(now, out);
        self.take_due_steps(now, out);
    }

    fn handle_event(&mut self, event: SessionEvent, now: Instant, out: &mut Vec<Command>) {
        match event {
            SessionEvent::Ready { generation } => self.ready(generation, now, out),
            SessionEvent::StandbyReady { generation } => self.standby_ready(generation, now, out),
            SessionEvent::Drained { generation } => {
                if let Phase::Draining { cause, .. } = self.phase
                    && generation == self.generation
                {
                    self.step_down(cause, now);
                }
            }
            SessionEvent::RestartRequested => self.begin_reload(ReloadReason::Tool, now, out),
            SessionEvent::Unusable { generation, why } => {
                self.unusable(generation, &why, now, out);
            }
            SessionEvent::Incompatible(incompatible) => {
                out.push(Command::Notify(Event::Incompatible(incompatible)));
                if let Phase::Running { .. } = self.phase {
                    self.phase = Phase::Stopping {
                        stop: StopSequence::new(self.options.stop, now),
                        then: Then::Exit(Exit::Incompatible),
                    };
                    self.session.end(now, &mut self.actions);
                }
            }
        }
    }

    fn take_due_steps(&mut self, now: Instant, out: &mut Vec<Command>) {
        if let Standby::Stopping {
            generation, stop, ..
        } = &mut self.standby
        {
            push_due_steps(*generation, stop, now, out);
        }
        if let Phase::Stopping { stop, .. } = &mut self.phase {
            push_due_steps(self.generation, stop, now, out);
        }
    }
}

fn push_due_steps(generation: u64, stop: &mut StopSequence, now: Instant, out: &mut Vec<Command>) {
    while let Some(step) = stop.due(now) {
        out.push(Command::Stop { generation, step });
    }
}
