//! Writes the state on a separate thread, since a disk may be slow.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime};

use super::file::{StateError, StateFile};
use super::slot::Slot;
use super::state::Served;
use crate::event::{Event, Level};
use crate::log::{Log, timestamp};
use crate::policy::Streak;

/// Maximum number of queued events; dropped ones are still in the log.
const MOST_EVENTS: usize = 256;

enum Entry {
    Event {
        event: Event,
        streak: Streak,
        time: SystemTime,
    },
    Finish(SyncSender<()>),
}

/// Slot in the file.
#[derive(Debug)]
pub struct Kept {
    file: StateFile,
    served: Served,
    /// The slot, taken as soon as possible.
    slot: Option<Slot>,
}

impl Kept {
    /// Takes a slot in the file; returns the streak to continue, and the error if there is no slot
    /// yet.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is not a state file.
    pub fn begin(
        file: StateFile,
        served: Served,
    ) -> Result<(Self, Streak, Option<StateError>), StateError> {
        let (slot, streak, trouble) = match file.take_slot(&served) {
            Ok((slot, streak)) => (Some(slot), streak, None),
            Err(error) if error.is_of_writing() => {
                (None, file.read()?.worst(&served.command), Some(error))
            }
            Err(error) => return Err(error),
        };
        let kept = Self { file, served, slot };
        Ok((kept, streak, trouble))
    }

    fn write(&mut self, event: &Event, streak: Streak, time: String) -> Result<(), StateError> {
        let slot = match self.slot.take() {
            Some(slot) => slot,
            None => self.file.take_slot(&self.served)?.0,
        };
        let written = slot.update(|state, number| state.take(number, event, streak, time));
        self.slot = Some(slot);
        written
    }
}

/// Keeps a state file up to date. Its methods neither block nor fail.
#[derive(Debug)]
pub struct StateKeeper {
    queue: SyncSender<Entry>,
    clock: fn() -> SystemTime,
}

impl StateKeeper {
    /// Starts the writer thread.
    ///
    /// # Errors
    ///
    /// The system refuses the thread.
    pub fn start(kept: Kept, log: Log, clock: fn() -> SystemTime) -> io::Result<Self> {
        let (queue, entries) = sync_channel(MOST_EVENTS);
        thread::Builder::new()
            .name("state".into())
            .stack_size(128 * 1024)
            .spawn(move || keep(kept, &log, &entries))?;
        Ok(Self { queue, clock })
    }

    /// Queues an event, and the streak after it.
    pub fn event(&self, event: &Event, streak: Streak) {
        if !matches!(event, Event::Note(_)) {
            let (event, time) = (event.clone(), (self.clock)());
            let _ = self.queue.try_send(Entry::Event {
                event,
                streak,
                time,
            });
        }
    }

    /// Waits until everything is written, for up to `longest`.
    pub fn finish(&self, longest: Duration) {
        let (done, wait) = sync_channel(1);
        if self.queue.try_send(Entry::Finish(done)).is_ok() {
            let _ = wait.recv_timeout(longest);
        }
    }
}

fn keep(mut kept: Kept, log: &Log, entries: &Receiver<Entry>) {
    // The first failure was already logged.
    let mut failing = kept.slot.is_none();
    while let Ok(entry) = entries.recv() {
        match entry {
            Entry::Event {
                event,
                streak,
                time,
            } => {
                match kept.write(&event, streak, timestamp(time)) {
                    Ok(()) => failing = false,
                    // Log only the first of several failures.
                    Err(error) if !std::mem::replace(&mut failing, true) => {
                        let cause =
                            std::error::Error::source(&error).map(|cause| format!(": {cause}"));
                        let message = format!(
                            "The state is not kept: {error}{}.",
                            cause.unwrap_or_default()
                        );
                        log.remark(Level::Error, &message);
                    }
                    Err(_) => {}
                }
            }
            Entry::Finish(done) => {
                // Release the slot before the program ends.
                drop(kept);
                let _ = done.send(());
                return;
            }
        }
    }
}
