//! Connection to the client: the supervisor's standard input and output.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::clock::now;
use super::lines::LineReader;
use super::outbox::Outbox;

/// Bytes that a pipe accepts without blocking when it polls as writable.
/// <https://man7.org/linux/man-pages/man7/pipe.7.html>, under `PIPE_BUF`.
const NEVER_BLOCKS: usize = 4_096;

/// Writer of the client's messages. Standard output may be shared with other processes, so it must
/// not be made non-blocking itself.
enum Output {
    /// The same pipe, reopened in non-blocking mode.
    Own(File),
    /// The original descriptor, which is written to only when it polls as writable, and only as
    /// much as it accepts.
    Shared(io::Stdout),
}

pub(super) struct Client {
    pub(super) input: io::Stdin,
    output: Output,
    pub(super) lines: LineReader,
    pub(super) outbox: Outbox,
    /// True if the client has closed standard output.
    pub(super) stdout_closed: bool,
}

impl Client {
    pub(super) fn new(longest_line: usize) -> Self {
        Self {
            input: io::stdin(),
            output: reopened().map_or_else(|| Output::Shared(io::stdout()), Output::Own),
            lines: LineReader::new(longest_line),
            outbox: Outbox::default(),
            stdout_closed: false,
        }
    }

    pub(super) fn input(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }

    pub(super) fn output(&self) -> BorrowedFd<'_> {
        match &self.output {
            Output::Own(file) => file.as_fd(),
            Output::Shared(stdout) => stdout.as_fd(),
        }
    }

    /// Writes as much as possible without blocking.
    pub(super) fn flush(&mut self) -> Result<(), Errno> {
        while !self.outbox.is_empty() {
            let goes_on = match &self.output {
                Output::Own(file) => self.outbox.write(file, usize::MAX)?,
                Output::Shared(stdout) => {
                    if !is_writable(stdout.as_fd()) {
                        return Ok(());
                    }
                    self.outbox.write(stdout, NEVER_BLOCKS)?
                }
            };
            if !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Client {
    /// Gives a reading client time to read the remaining messages.
    pub(super) fn drain(&mut self, longest: Duration) {
        let deadline = now() + longest;
        while !self.stdout_closed && !self.outbox.is_empty() && self.flush().is_ok() {
            let left = deadline.saturating_duration_since(now());
            let (false, Ok(left)) = (left.is_zero(), Timespec::try_from(left)) else {
                return;
            };
            let mut pipes = [PollFd::from_borrowed_fd(self.output(), PollFlags::OUT)];
            if poll(&mut pipes, Some(&left)).is_err() {
                return;
            }
        }
    }
}

fn is_writable(pipe: BorrowedFd<'_>) -> bool {
    let mut pipes = [PollFd::from_borrowed_fd(pipe, PollFlags::OUT)];
    matches!(poll(&mut pipes, Some(&Timespec::default())), Ok(1..))
}

/// Reopens a pipe by its path in `/proc`; sockets and terminals cannot or should not be reopened.
fn reopened() -> Option<File> {
    use rustix::fs::{FileType, fstat};
    let stat = fstat(io::stdout()).ok()?;
    if !cfg!(target_os = "linux") || !FileType::from_raw_mode(stat.st_mode).is_fifo() {
        return None;
    }
    #[expect(clippy::cast_possible_wrap, reason = "a flag, well below the sign")]
    let nonblocking = rustix::fs::OFlags::NONBLOCK.bits() as i32;
    OpenOptions::new()
        .write(true)
        .custom_flags(nonblocking)
        .open("/proc/self/fd/1")
        .ok()
}
