//! Writes the state on a thread of its own: a disk may take its time.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime};

use super::file::StateFile;
use crate::event::{Event, Level};
use crate::journal::{Journal, timestamp};
use crate::policy::Streak;

/// Events that may wait to be written; what is lost beyond is in the log.
const MOST_EVENTS: usize = 256;

enum Entry {
    Event {
        event: Event,
        streak: Streak,
        time: SystemTime,
    },
    Finish(SyncSender<()>),
}

/// Keeps a state file up to date. Nothing here waits or fails.
#[derive(Debug)]
pub struct StateKeeper {
    queue: SyncSender<Entry>,
    clock: fn() -> SystemTime,
}

impl StateKeeper {
    /// Starts the thread that writes.
    ///
    /// # Errors
    ///
    /// The system refuses the thread.
    pub fn start(file: StateFile, journal: Journal, clock: fn() -> SystemTime) -> io::Result<Self> {
        let (queue, entries) = sync_channel(MOST_EVENTS);
        thread::Builder::new()
            .name("state".into())
            .stack_size(128 * 1024)
            .spawn(move || keep(&file, &journal, &entries))?;
        Ok(Self { queue, clock })
    }

    /// Takes in what happened, and the streak after it.
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

    /// Waits until all is written, at most so long.
    pub fn finish(&self, longest: Duration) {
        let (done, wait) = sync_channel(1);
        if self.queue.try_send(Entry::Finish(done)).is_ok() {
            let _ = wait.recv_timeout(longest);
        }
    }
}

fn keep(file: &StateFile, journal: &Journal, entries: &Receiver<Entry>) {
    let mut failing = false;
    while let Ok(entry) = entries.recv() {
        match entry {
            Entry::Event {
                event,
                streak,
                time,
            } => {
                let written = file.update(|state| {
                    let time = timestamp(time);
                    state.supervisor = std::process::id();
                    state.updated.clone_from(&time);
                    state.take(&event, streak, time);
                });
                match written {
                    Ok(_) => failing = false,
                    // Once is enough: the log would else fill with it.
                    Err(error) if !std::mem::replace(&mut failing, true) => {
                        let cause =
                            std::error::Error::source(&error).map(|cause| format!(": {cause}"));
                        let message = format!(
                            "The state is not kept: {error}{}.",
                            cause.unwrap_or_default()
                        );
                        journal.remark(Level::Error, &message);
                    }
                    Err(_) => {}
                }
            }
            Entry::Finish(done) => {
                let _ = done.send(());
            }
        }
    }
}
