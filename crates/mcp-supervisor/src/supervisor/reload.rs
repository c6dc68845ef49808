//! Replaces a healthy server.

use std::time::{Duration, Instant};

use super::command::Command;
use super::machine::Supervisor;
use super::phase::Phase;
use crate::event::{Event, ReloadReason};
use crate::policy::Cause;

/// Time without further changes after which the server is replaced.
const QUIET: Duration = Duration::from_millis(500);
/// Maximum time from the first change to the replacement.
const LONGEST: Duration = Duration::from_secs(5);

/// Changes of files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changes {
    first: Instant,
    last: Instant,
}

impl Changes {
    /// Time at which the server is replaced.
    pub(super) fn due(self) -> Instant {
        (self.last + QUIET).min(self.first + LONGEST)
    }
}

impl Supervisor {
    /// Handles changed files of the server: it is replaced after half a second without further
    /// changes.
    pub fn files_changed(&mut self, now: Instant, _: &mut Vec<Command>) {
        let first = self.changes.map_or(now, |changes| changes.first);
        self.changes = Some(Changes { first, last: now });
    }

    pub(super) fn reload_for_changes(&mut self, now: Instant, out: &mut Vec<Command>) {
        if self
            .changes
            .take_if(|changes| changes.due() <= now)
            .is_some()
        {
            self.reload(ReloadReason::Files, now, out);
        }
    }

    /// Replaces the process after its open requests are answered; new requests wait for the next one.
    pub fn reload(&mut self, reason: ReloadReason, now: Instant, out: &mut Vec<Command>) {
        self.begin_reload(reason, now, out);
        self.handle_events(now, out);
    }

    pub(super) fn begin_reload(
        &mut self,
        reason: ReloadReason,
        now: Instant,
        out: &mut Vec<Command>,
    ) {
        match self.phase {
            Phase::Running { .. } => {
                out.push(Command::Notify(Event::Reloading {
                    generation: self.generation,
                    reason,
                }));
                // The standby may run the same old program.
                self.let_standby_go(now, out);
                self.drain(Cause::Requested, now);
            }
            // The change may have fixed the cause of the backoff, so start now.
            Phase::Waiting { .. } => self.start(out),
            _ => {}
        }
    }
}
