//! Reads the file, and replaces it atomically, with one writer at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use super::state::State;

/// Maximum wait for the lock of other supervisors.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same while the program is exiting.
pub(super) const SHORT_PATIENCE: Duration = Duration::from_secs(1);
/// Interval between attempts to lock.
const LOCK_WAIT: Duration = Duration::from_millis(5);
/// Maximum size of a state file; real ones have some kilobytes.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// State file error.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// There is no such file.
    #[error("{} does not exist: no supervisor has used it as --state-file", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("failed to read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Cause.
        source: io::Error,
    },
    /// The file is not a state file.
    #[error("{} is not a state file; remove it to start a new one", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Cause, with line and column.
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
    #[error("failed to write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Cause.
        source: io::Error,
    },
    /// The maximum number of supervisors already use it.
    #[error("{} is already used by the maximum number of supervisors", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Another supervisor has locked it.
    #[error("{} is locked by another process", path.display())]
    Locked {
        /// The lock.
        path: PathBuf,
    },
}

/// A state file.
#[derive(Debug, Clone)]
pub struct StateFile {
    path: PathBuf,
}

impl StateError {
    /// True if a supervisor can continue without the file.
    #[must_use]
    pub fn is_of_writing(&self) -> bool {
        matches!(
            self,
            Self::Write { .. } | Self::Locked { .. } | Self::Full { .. }
        )
    }
}

impl StateFile {
    /// A state file at this path; nothing is opened yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the state; a missing file is an empty state.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not a state file, or was written by a later version.
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

    /// Like [`StateFile::read`], for a file that must exist.
    ///
    /// # Errors
    ///
    /// As for [`StateFile::read`], or the file does not exist.
    pub fn read_existing(&self) -> Result<State, StateError> {
        if !self.path.exists() {
            let path = self.path.clone();
            return Err(StateError::Missing { path });
        }
        self.read()
    }

    /// Moves a damaged state file aside, as a full disk or a power failure may leave it; returns
    /// its new path and the error. A file that never was a state file is not changed, since the
    /// path may be wrong.
    ///
    /// # Errors
    ///
    /// It is locked, or cannot be moved.
    pub fn set_damaged_aside(&self) -> Result<Option<(PathBuf, serde_json::Error)>, StateError> {
        // Check without the lock first, since damage is rare.
        if self.damage().is_none() {
            return Ok(None);
        }
        let _lock = self.lock(SHORT_PATIENCE)?;
        let Some(error) = self.damage() else {
            return Ok(None);
        };
        let aside = self.beside("damaged");
        fs::rename(&self.path, &aside).map_err(|source| StateError::Write {
            path: aside.clone(),
            source,
        })?;
        Ok(Some((aside, error)))
    }

    /// Parse error of a damaged state file.
    fn damage(&self) -> Option<serde_json::Error> {
        let Err(StateError::Malformed { source, .. }) = self.read() else {
            return None;
        };
        let text = self.text().ok()?;
        let rest = text.iter().find(|byte| !matches!(byte, 0 | b'\n' | b' '));
        let was_one = rest.is_none_or(|first| *first == b'{');
        was_one.then_some(source)
    }

    fn text(&self) -> io::Result<Vec<u8>> {
        let mut file = regular(OpenOptions::new().read(true), &self.path)?;
        if file.metadata()?.len() > MOST_BYTES {
            return Err(io::Error::other("it is larger than a state file can be"));
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(text)
    }

    /// Changes the state; returns the result of `change`.
    ///
    /// # Errors
    ///
    /// As for [`StateFile::read`]; or it is locked, or cannot be written. In these cases, nothing
    /// is changed.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> Result<T, StateError> {
        self.change_within(PATIENCE, change)
    }

    pub(super) fn change_within<T>(
        &self,
        longest: Duration,
        change: impl FnOnce(&mut State) -> T,
    ) -> Result<T, StateError> {
        let write = |source| StateError::Write {
            path: self.path.clone(),
            source,
        };
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(write)?;
        }
        let _lock = self.lock(longest)?;
        let mut state = self.read()?;
        let given = change(&mut state);
        self.replace(&state).map_err(write)?;
        Ok(given)
    }

    pub(super) fn lock(&self, longest: Duration) -> Result<File, StateError> {
        let path = self.beside("lock");
        let source = |source| StateError::Write {
            path: path.clone(),
            source,
        };
        let lock = regular(private().create(true).truncate(false), &path).map_err(source)?;
        let deadline = Instant::now() + longest;
        while flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            if Instant::now() >= deadline {
                return Err(StateError::Locked { path });
            }
            thread::sleep(LOCK_WAIT);
        }
        Ok(lock)
    }

    /// Writes a temporary file and renames it, so that readers see either the old or the new
    /// content.
    fn replace(&self, state: &State) -> io::Result<()> {
        let beside = self.beside("new");
        let mut file = regular(private().create(true).truncate(false), &beside)?;
        file.set_len(0)?;
        serde_json::to_writer_pretty(&mut file, state)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)
    }

    pub(super) fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        name.push(ending);
        name.into()
    }
}

pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

/// Opens a regular file: a symlink could lead to another file, and a FIFO or a device would block.
pub(super) fn regular(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    #[expect(clippy::cast_possible_wrap, reason = "flags, well below the sign")]
    let file = options.custom_flags(flags.bits() as i32).open(path);
    let file = file.map_err(|error| match error.raw_os_error() {
        Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
            io::Error::other("it is a symbolic link")
        }
        _ => error,
    })?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::other("it is not a regular file"))
}

#[cfg(test)]
mod tests {
    use super::super::state::KeptServer;
    use super::*;

    fn add(state: &mut State) {
        state.servers.push(KeptServer::default());
    }

    #[test]
    fn only_regular_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "{}").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let fifo = folder.path().join("fifo");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for path in [&link, &fifo, &folder.path().to_owned()] {
            let error = StateFile::new(path).read().unwrap_err();
            assert!(matches!(error, StateError::Read { .. }), "{error:?}");
        }
        let missing = StateFile::new(folder.path().join("missing"));
        assert!(missing.read().is_ok());
        assert!(matches!(
            missing.read_existing(),
            Err(StateError::Missing { .. })
        ));
    }

    #[test]
    fn many_writers_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::new(folder.path().join("deep/state.json"));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        file.change(add).unwrap();
                    }
                });
            }
        });
        assert_eq!(file.read().unwrap().servers.len(), 100);
    }

    #[test]
    fn a_file_that_is_not_a_state_is_reported_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::new(&path);
        for (text, expected) in [
            ("{\"schema\": 1,\n oops", "is not a state file"),
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
            let error = file.change(add).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn only_a_damaged_state_file_is_moved_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::new(&path);
        assert!(file.set_damaged_aside().unwrap().is_none());
        for text in ["", "{", "\0\0\0\0", "{\"schema\": 1, \"servers\": [{"] {
            fs::write(&path, text).unwrap();
            let (aside, _) = file.set_damaged_aside().unwrap().unwrap();
            assert_eq!(fs::read_to_string(aside).unwrap(), text);
            assert!(!path.exists());
            file.change(add).unwrap();
            assert!(file.set_damaged_aside().unwrap().is_none());
        }
        let newer = State {
            schema: 2,
            ..State::default()
        };
        for text in ["#!/bin/sh\n", &serde_json::to_string(&newer).unwrap()] {
            fs::write(&path, text).unwrap();
            assert!(file.set_damaged_aside().unwrap().is_none());
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn a_partial_write_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::new(&path);
        file.change(add).unwrap();
        fs::write(folder.path().join("state.json.new"), "{\"schema\"").unwrap();
        assert_eq!(file.read().unwrap().servers.len(), 1);
        file.change(add).unwrap();
        assert_eq!(file.read().unwrap().servers.len(), 2);
    }
}
