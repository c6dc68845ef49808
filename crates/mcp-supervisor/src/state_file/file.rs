//! Reads and replaces the file: whole or not at all, one writer at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::state::State;

/// How often, and how long between, the lock of another supervisor is tried.
const LOCK_TRIES: u32 = 50;
const LOCK_WAIT: Duration = Duration::from_millis(20);
/// A state is some kilobytes; more is no state.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Why there is no state, or it cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no state.
    #[error("{} is no state file: remove it to begin anew", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where, with line and column.
        source: serde_json::Error,
    },
    /// A later version of this program wrote it.
    #[error("{} was written by a later version (schema {schema})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        schema: u32,
    },
    /// The file cannot be replaced.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another supervisor holds it.
    #[error("{} is locked by another process", path.display())]
    Locked {
        /// The lock.
        path: PathBuf,
    },
}

/// Where a state is kept.
#[derive(Debug, Clone)]
pub struct StateFile {
    path: PathBuf,
}

impl StateFile {
    /// Names the file; nothing is opened yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds; nothing has happened where there is no file.
    ///
    /// # Errors
    ///
    /// It cannot be read, is no state, or is one of a later version.
    pub fn read(&self) -> Result<State, StateError> {
        let path = || self.path.clone();
        let text = match self.text() {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(State::default()),
            Err(source) => {
                return Err(StateError::Read {
                    path: path(),
                    source,
                });
            }
        };
        let state: State =
            serde_json::from_slice(&text).map_err(|source| StateError::Malformed {
                path: path(),
                source,
            })?;
        if state.schema > State::SCHEMA {
            return Err(StateError::Newer {
                path: path(),
                schema: state.schema,
            });
        }
        Ok(state)
    }

    fn text(&self) -> io::Result<Vec<u8>> {
        if fs::metadata(&self.path)?.len() > MOST_BYTES {
            return Err(io::Error::other("it is larger than any state"));
        }
        fs::read(&self.path)
    }

    /// Changes what it holds.
    ///
    /// # Errors
    ///
    /// As for [`StateFile::read`]; or it is locked, or cannot be written. Then nothing is changed.
    pub fn update(&self, change: impl FnOnce(&mut State)) -> Result<State, StateError> {
        let write = |source| StateError::Write {
            path: self.path.clone(),
            source,
        };
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(write)?;
        }
        let _lock = self.lock()?;
        let mut state = self.read()?;
        change(&mut state);
        self.replace(&state).map_err(write)?;
        Ok(state)
    }

    fn lock(&self) -> Result<File, StateError> {
        let path = self.beside("lock");
        let source = |source| StateError::Write {
            path: path.clone(),
            source,
        };
        let lock = private()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(source)?;
        for _ in 0..LOCK_TRIES {
            if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
                return Ok(lock);
            }
            thread::sleep(LOCK_WAIT);
        }
        Err(StateError::Locked { path })
    }

    /// Writes beside the file and renames, so that a reader sees the old or the new.
    fn replace(&self, state: &State) -> io::Result<()> {
        let beside = self.beside("new");
        let mut file = private().create(true).truncate(true).open(&beside)?;
        serde_json::to_writer_pretty(&mut file, state)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        name.push(ending);
        name.into()
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_writers_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::new(folder.path().join("deep/state.json"));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        file.update(|state| state.restarts += 1).unwrap();
                    }
                });
            }
        });
        assert_eq!(file.read().unwrap().restarts, 100);
    }

    #[test]
    fn what_is_no_state_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::new(&path);
        for (text, words) in [
            ("{\"schema\": 1,\n oops", "is no state file"),
            (
                &serde_json::to_string(&State {
                    schema: 2,
                    ..State::default()
                })
                .unwrap(),
                "later version (schema 2)",
            ),
        ] {
            fs::write(&path, text).unwrap();
            let error = file.update(|state| state.restarts += 1).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn what_a_crash_left_half_written_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::new(&path);
        file.update(|state| state.restarts = 7).unwrap();
        fs::write(folder.path().join("state.json.new"), "{\"schema\"").unwrap();
        assert_eq!(file.read().unwrap().restarts, 7);
        assert_eq!(
            file.update(|state| state.restarts += 1).unwrap().restarts,
            8
        );
    }
}
