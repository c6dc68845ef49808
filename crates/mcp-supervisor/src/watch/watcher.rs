//! The thread that receives changes from the system.

use std::collections::BTreeSet;
use std::io::{self, PipeReader, PipeWriter, Write as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use super::filter::{Root, directories_below};

/// Reason why files cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The path does not exist or cannot be read.
    #[error("failed to watch {}", .0.display())]
    Path(PathBuf, #[source] io::Error),
    /// The system refused.
    #[error("failed to watch files")]
    System(#[source] notify::Error),
    /// The thread or the pipe could not be created.
    #[error("failed to start watching files")]
    Start(#[source] io::Error),
}

/// Watched files. Changes wake the event loop through a descriptor.
#[derive(Debug)]
pub struct FileWatch {
    wake: PipeReader,
    changes: Receiver<PathBuf>,
}

impl FileWatch {
    /// Watches these files and directories until it is dropped.
    ///
    /// # Errors
    ///
    /// A path does not exist, or the system refuses.
    pub fn start(paths: &[PathBuf]) -> Result<Self, WatchError> {
        let mut roots = Vec::new();
        for path in paths {
            // The system reports real paths.
            let real = path
                .canonicalize()
                .map_err(|error| WatchError::Path(path.clone(), error))?;
            roots.push(if real.is_dir() {
                Root::Directory(real)
            } else {
                Root::File(real)
            });
        }
        let (wake, waker) = io::pipe().map_err(WatchError::Start)?;
        let nonblocking = |pipe: BorrowedFd<'_>| {
            fcntl_getfl(pipe).and_then(|flags| fcntl_setfl(pipe, flags | OFlags::NONBLOCK))
        };
        nonblocking(wake.as_fd()).map_err(|error| WatchError::Start(error.into()))?;
        nonblocking(waker.as_fd()).map_err(|error| WatchError::Start(error.into()))?;
        let (events, received) = channel();
        let watcher = notify::recommended_watcher(move |event| {
            let _ = events.send(event);
        })
        .map_err(WatchError::System)?;
        let (changed, changes) = channel();
        let mut watching = Watching {
            roots,
            watcher,
            watched: BTreeSet::new(),
            changed,
            waker,
        };
        watching.watch_all()?;
        thread::Builder::new()
            .name("watch".into())
            .spawn(move || watching.run(&received))
            .map_err(WatchError::Start)?;
        Ok(Self { wake, changes })
    }

    /// Descriptor that is readable when files have changed.
    #[must_use]
    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }

    /// Files that have changed since the last call.
    pub fn take(&self) -> Vec<PathBuf> {
        let mut bytes = [0; 256];
        while matches!(rustix::io::read(&self.wake, &mut bytes), Ok(1..)) {}
        self.changes.try_iter().collect()
    }
}

struct Watching {
    roots: Vec<Root>,
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
    changed: Sender<PathBuf>,
    waker: PipeWriter,
}

impl Watching {
    fn watch_all(&mut self) -> Result<(), WatchError> {
        let all = self.roots.iter().flat_map(Root::directories);
        for directory in all.collect::<BTreeSet<_>>() {
            self.watch(&directory).map_err(WatchError::System)?;
        }
        Ok(())
    }

    fn watch(&mut self, directory: &Path) -> notify::Result<()> {
        if self.watched.insert(directory.to_owned()) {
            self.watcher.watch(directory, RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }

    /// Runs until the watcher is dropped.
    fn run(mut self, received: &Receiver<notify::Result<Event>>) {
        while let Ok(event) = received.recv() {
            let Ok(event) = event else { continue };
            if event.need_rescan() {
                if !self.rescan() {
                    return;
                }
                continue;
            }
            if !is_change(event.kind) {
                continue;
            }
            for path in event.paths {
                if !self.take(path) {
                    return;
                }
            }
        }
    }

    /// Handles lost notices: watches directories that are new, and counts each root as changed, since
    /// any file may have changed. False if the receiver was dropped.
    fn rescan(&mut self) -> bool {
        // A directory that cannot be watched may have been removed.
        let _ = self.watch_all();
        let roots = self.roots.iter().map(Root::path);
        let is_wanted = roots
            .map(Path::to_owned)
            .all(|root| self.changed.send(root).is_ok());
        let _ = self.waker.write(&[1]);
        is_wanted
    }

    /// Handles one changed path; false if the receiver was dropped.
    fn take(&mut self, path: PathBuf) -> bool {
        if !self.roots.iter().any(|root| root.covers(&path)) {
            return true;
        }
        if path.is_dir() {
            // A directory may be removed in the meantime.
            for directory in directories_below(&path) {
                let _ = self.watch(&directory);
            }
        } else {
            self.watched.remove(&path);
        }
        let is_wanted = self.changed.send(path).is_ok();
        // If the pipe is full, the event loop is woken anyway.
        let _ = self.waker.write(&[1]);
        is_wanted
    }
}

/// True for a change of content, name or existence, but not of access time or permissions.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Access(_) | EventKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use super::*;

    /// The next changes, with a generous time limit.
    fn next(watch: &FileWatch) -> Vec<PathBuf> {
        let longest = Timespec::try_from(Duration::from_secs(30)).unwrap();
        let mut pipes = [PollFd::from_borrowed_fd(watch.descriptor(), PollFlags::IN)];
        assert_eq!(poll(&mut pipes, Some(&longest)), Ok(1), "nothing changed");
        watch.take()
    }

    #[test]
    fn changes_are_seen_in_new_directories_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::write(root.join(".gitignore"), "*.log\n").unwrap();
        let watch = FileWatch::start(std::slice::from_ref(&root)).unwrap();
        std::fs::write(root.join("a.log"), "ignored").unwrap();
        let directory = root.join("src");
        std::fs::create_dir(&directory).unwrap();
        assert_eq!(next(&watch)[0], directory);
        let file = directory.join("a.py");
        std::fs::write(&file, "x = 1").unwrap();
        assert_eq!(next(&watch)[0], file);
    }

    #[test]
    fn lost_notices_count_as_a_change_and_new_directories_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (_, waker) = io::pipe().unwrap();
        let (changed, changes) = channel();
        let mut watching = Watching {
            roots: vec![Root::Directory(root.clone())],
            watcher: notify::recommended_watcher(|_| {}).unwrap(),
            watched: BTreeSet::new(),
            changed,
            waker,
        };
        std::fs::create_dir(root.join("new")).unwrap();
        let (events, received) = channel();
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        events.send(Ok(lost)).unwrap();
        drop(events);
        assert!(watching.rescan());
        assert!(watching.watched.contains(&root.join("new")));
        watching.run(&received);
        assert_eq!(changes.try_iter().collect::<Vec<_>>(), [root.clone(), root]);
    }

    #[test]
    fn a_missing_path_is_an_error() {
        let error = FileWatch::start(&["/no/such/path".into()]).unwrap_err();
        assert_eq!(error.to_string(), "failed to watch /no/such/path");
    }
}
