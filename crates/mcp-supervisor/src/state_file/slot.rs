//! Gives every supervisor of a file its own slot.
//!
//! Supervisors that run at the same time each keep their own streak. A restarted supervisor takes
//! the slot of an ended one, and with it the streak. A lock for the lifetime of the process shows
//! that a supervisor runs, since a process id has no meaning in another container.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use rustix::fs::{FlockOperation, flock};

use super::file::{SHORT_PATIENCE, StateError, StateFile, private};
use super::state::{KeptServer, Served, State};
use crate::policy::Streak;

/// Maximum number of slots in a file. When it is reached, the oldest slots of ended supervisors are
/// removed.
const MOST_SEATS: usize = 64;

/// The slot of a supervisor, locked until it is dropped or the process ends in any way.
#[derive(Debug)]
pub struct Slot {
    file: StateFile,
    number: u32,
    served: Served,
    _lock: File,
}

impl StateFile {
    /// Takes the slot of an ended supervisor of the same command, or a new one. Returns the streak
    /// to continue: for a new slot, the worst one of the command.
    ///
    /// # Errors
    ///
    /// As for [`StateFile::change`], or there are too many supervisors.
    pub fn take_slot(&self, served: &Served) -> Result<(Slot, Streak), StateError> {
        self.change_within(SHORT_PATIENCE, |state| {
            let (number, lock, streak) = match self.vacant(state, served) {
                Some((number, lock, streak)) => (number, lock, streak),
                None => self.new_seat(state, served)?,
            };
            let slot = Slot {
                file: self.clone(),
                number,
                served: served.clone(),
                _lock: lock,
            };
            Ok((slot, streak))
        })?
    }

    /// The slot of the latest ended supervisor of the same command.
    fn vacant(&self, state: &State, served: &Served) -> Option<(u32, File, Streak)> {
        let mut same: Vec<&KeptServer> = state
            .servers
            .iter()
            .filter(|server| server.command == served.command)
            .collect();
        same.sort_by(|one, other| other.updated.cmp(&one.updated));
        same.into_iter().find_map(|server| {
            let lock = self.lock_seat(server.slot).ok()?;
            Some((server.slot, lock, server.streak()))
        })
    }

    fn new_seat(
        &self,
        state: &mut State,
        served: &Served,
    ) -> Result<(u32, File, Streak), StateError> {
        if state.servers.len() >= MOST_SEATS && !self.give_one_up(state) {
            return Err(StateError::Full {
                path: self.path().to_owned(),
            });
        }
        let is_free = |number: &u32| state.servers.iter().all(|server| server.slot != *number);
        // A slot that is missing in the file may still be locked, if the file was removed in the
        // meantime.
        let mut refused = None;
        for number in (1..).filter(is_free).take(MOST_SEATS) {
            match self.lock_seat(number) {
                Ok(lock) => {
                    let streak = state.worst(&served.command);
                    state.servers.push(KeptServer::new(number, served, streak));
                    return Ok((number, lock, streak));
                }
                Err(source) => refused = Some(source),
            }
        }
        Err(StateError::Write {
            path: self.slot(1),
            source: refused.unwrap_or_else(|| io::Error::other("no slot is free")),
        })
    }

    /// Removes the oldest server whose supervisor has ended; returns false if there is none.
    fn give_one_up(&self, state: &mut State) -> bool {
        let gone = state
            .servers
            .iter()
            .enumerate()
            .filter(|(_, server)| !self.is_taken(server.slot));
        let oldest = gone.min_by_key(|(_, server)| server.updated.clone());
        let Some((place, slot)) = oldest.map(|(place, server)| (place, server.slot)) else {
            return false;
        };
        let _ = fs::remove_file(self.slot(slot));
        state.servers.remove(place);
        true
    }

    /// For each server, true if its supervisor runs.
    #[must_use]
    pub fn running(&self, state: &State) -> Vec<bool> {
        // Take the lock, so that a supervisor does not take this check for a running one. If the
        // lock is unavailable, accept the risk.
        let _lock = (!state.servers.is_empty()).then(|| self.lock(SHORT_PATIENCE));
        let slots = state.servers.iter().map(|server| server.slot);
        slots.map(|slot| self.is_taken(slot)).collect()
    }

    fn is_taken(&self, slot: u32) -> bool {
        let Ok(lock) = File::open(self.slot(slot)) else {
            return false;
        };
        flock(&lock, FlockOperation::NonBlockingLockShared).is_err()
    }

    fn lock_seat(&self, slot: u32) -> io::Result<File> {
        let lock = private()
            .create(true)
            .truncate(false)
            .open(self.slot(slot))?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        Ok(lock)
    }

    fn slot(&self, number: u32) -> PathBuf {
        self.beside(&format!("seat-{number}"))
    }
}

impl KeptServer {
    fn new(slot: u32, served: &Served, streak: Streak) -> Self {
        Self {
            slot,
            name: served.name.clone(),
            command: served.command.clone(),
            consecutive_failures: streak.failures,
            memory_restarts: streak.memory,
            ..Self::default()
        }
    }
}

impl Slot {
    /// Changes the state; `change` receives the number of this slot, which exists.
    ///
    /// # Errors
    ///
    /// As for [`StateFile::change`].
    pub fn update(&self, change: impl FnOnce(&mut State, u32)) -> Result<(), StateError> {
        self.file.change(|state| {
            let is_there = state
                .servers
                .iter()
                .any(|server| server.slot == self.number);
            if !is_there {
                // The file was removed.
                let server = KeptServer::new(self.number, &self.served, Streak::default());
                state.servers.push(server);
            }
            change(state, self.number);
        })
    }
}

impl Drop for Slot {
    /// Releases only the lock; the content of the file stays. A remaining lock file is harmless.
    fn drop(&mut self) {
        // Only with the file's lock, since its holder may be about to lock this slot.
        if let Ok(_lock) = self.file.lock(SHORT_PATIENCE) {
            let _ = fs::remove_file(self.file.slot(self.number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Down, Ended, Event};

    fn served(command: &str) -> Served {
        Served {
            name: "server".into(),
            command: command.into(),
        }
    }

    fn streak(failures: u32) -> Streak {
        Streak {
            failures,
            memory: 0,
        }
    }

    /// Records `failures` failures in a row, the last one at `second`.
    fn fail(slot: &Slot, failures: u32, second: u32) {
        let event = Event::GaveUp {
            failures,
            why: Down::Exited(Ended::Code(1)),
        };
        let time = format!("2026-01-01T00:00:{second:02}.000Z");
        let taken = slot.update(|state, number| state.take(number, &event, streak(failures), time));
        taken.unwrap();
    }

    #[test]
    fn supervisors_at_the_same_time_keep_their_own_streaks() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::new(folder.path().join("state.json"));
        let (first, begin) = file.take_slot(&served("a")).unwrap();
        assert_eq!(begin, streak(0));
        let (second, _) = file.take_slot(&served("a")).unwrap();
        fail(&first, 7, 1);
        fail(&second, 0, 2);
        fail(&first, 8, 3);
        let failures = |state: &State| -> Vec<u32> {
            let servers = state.servers.iter();
            servers.map(|server| server.consecutive_failures).collect()
        };
        let state = file.read().unwrap();
        assert_eq!(failures(&state), [8, 0]);
        assert_eq!(file.running(&state), [true, true]);
        drop(first);
        assert_eq!(file.running(&state), [false, true]);

        // The next one takes over the free slot, so a third slot is not created.
        let (_again, begin) = file.take_slot(&served("a")).unwrap();
        assert_eq!(begin, streak(8));
        assert_eq!(failures(&file.read().unwrap()), [8, 0]);
        // The next one finds all slots taken and starts from the worst count.
        let (_third, begin) = file.take_slot(&served("a")).unwrap();
        assert_eq!(begin, streak(8));
        // Another command has its own count.
        let (_other, begin) = file.take_slot(&served("b")).unwrap();
        assert_eq!(begin, streak(0));
        assert_eq!(file.read().unwrap().servers.len(), 4);
    }

    #[test]
    fn the_latest_of_those_that_are_gone_is_followed_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::new(folder.path().join("state.json"));
        let slots = [1, 2, 3].map(|_| file.take_slot(&served("a")).unwrap().0);
        for (slot, (failures, second)) in slots.iter().zip([(3, 5), (9, 7), (4, 6)]) {
            fail(slot, failures, second);
        }
        drop(slots);
        let begins = [1, 2, 3].map(|_| file.take_slot(&served("a")).unwrap());
        assert_eq!(
            begins.each_ref().map(|(_, begin)| begin.failures),
            [9, 4, 3]
        );
    }

    #[test]
    fn places_are_given_up_rather_than_piled_up() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::new(folder.path().join("state.json"));
        for command in 0..MOST_SEATS + 10 {
            let (slot, _) = file.take_slot(&served(&command.to_string())).unwrap();
            fail(&slot, 1, 1);
        }
        assert_eq!(file.read().unwrap().servers.len(), MOST_SEATS);
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert!(files < 5, "{files} files");
        let slots: Vec<_> = (0..MOST_SEATS)
            .map(|_| file.take_slot(&served("busy")).unwrap())
            .collect();
        let refused = file.take_slot(&served("busy")).unwrap_err();
        assert!(matches!(refused, StateError::Full { .. }), "{refused}");
        drop(slots);
    }

    #[test]
    fn a_file_that_was_removed_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::new(folder.path().join("state.json"));
        let (first, _) = file.take_slot(&served("a")).unwrap();
        fs::remove_file(file.path()).unwrap();
        let (second, _) = file.take_slot(&served("a")).unwrap();
        fail(&first, 1, 1);
        fail(&second, 2, 2);
        let state = file.read().unwrap();
        assert_eq!(state.servers.len(), 2);
        assert_eq!(state.worst("a"), streak(2));
    }
}
