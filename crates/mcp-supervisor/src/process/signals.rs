//! Converts signals to a pipe that can be polled together with the messages.

use std::io::{self, Read as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};

/// Signals since the last check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each signal")]
pub struct Signals {
    /// SIGTERM.
    pub terminate: bool,
    /// SIGINT or SIGQUIT.
    pub interrupt: bool,
    /// SIGHUP.
    pub hangup: bool,
    /// SIGCHLD.
    pub child: bool,
    /// SIGUSR1, which a guard receives when the supervisor dies.
    pub parent: bool,
    /// SIGUSR2, with which the supervisor makes a guard kill its server.
    pub kill: bool,
}

/// A pipe that is readable after a signal.
#[derive(Debug)]
pub struct SignalPipe {
    reader: UnixStream,
    flags: [(i32, Arc<AtomicBool>); 7],
}

impl SignalPipe {
    /// Installs the signal handlers.
    ///
    /// # Errors
    ///
    /// The system refuses the pipe.
    pub fn new() -> io::Result<Self> {
        let (reader, writer) = UnixStream::pair()?;
        reader.set_nonblocking(true)?;
        let flags = [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2]
            .map(|signal| (signal, Arc::new(AtomicBool::new(false))));
        for (signal, flag) in &flags {
            // Set the flag first, so that it is visible when the pipe wakes the event loop.
            signal_hook::flag::register(*signal, Arc::clone(flag))?;
            signal_hook::low_level::pipe::register(*signal, writer.try_clone()?)?;
        }
        Ok(Self { reader, flags })
    }

    /// Received signals; never blocks.
    pub fn take(&mut self) -> Signals {
        let mut bytes = [0; 64];
        while matches!(self.reader.read(&mut bytes), Ok(1..)) {}
        let came = |signal: i32| {
            self.flags
                .iter()
                .any(|(known, flag)| *known == signal && flag.swap(false, Ordering::AcqRel))
        };
        Signals {
            terminate: came(SIGTERM),
            interrupt: came(SIGINT) | came(SIGQUIT),
            hangup: came(SIGHUP),
            child: came(SIGCHLD),
            parent: came(SIGUSR1),
            kill: came(SIGUSR2),
        }
    }
}

impl AsFd for SignalPipe {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.reader.as_fd()
    }
}
