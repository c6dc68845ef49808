//! A server process with its three pipes.

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::Signal;

use super::lines::LineReader;
use super::outbox::Outbox;
use super::stderr_tail::StderrTail;
use crate::process::ServerProcess;
use crate::stop_sequence::Step;

/// Maximum time between the close of a pipe by the server and its exit.
const CLOSED_GRACE: Duration = Duration::from_secs(1);

/// Time limit for the newline of a message.
const NEWLINE_GRACE: Duration = Duration::from_secs(1);

/// Time limit for a guard to kill its server.
const GUARD_GRACE: Duration = Duration::from_secs(2);

pub(super) struct Server {
    pub(super) generation: u64,
    pub(super) process: ServerProcess,
    pub(super) lines: LineReader,
    pub(super) outbox: Outbox,
    /// The read end of its input after closing it, to count unread bytes.
    unread_end: Option<OwnedFd>,
    /// True if its input is to be closed after all messages are written.
    pub(super) closing: bool,
    /// True if it has closed its output.
    pub(super) output_closed: bool,
    /// Time and kind of a sign that the server no longer works, unless it is about to end.
    pub(super) suspect: Option<(Instant, &'static str)>,
    /// Time of the last read that left a line without a newline.
    pub(super) half_since: Option<Instant>,
    /// Number of processes in the container that had been killed for lack of memory at its start.
    pub(super) memory_kills_before: u64,
    pub(super) stderr_closed: bool,
    pub(super) stderr_tail: StderrTail,
    /// Time at which the guard itself is killed, if it has not killed its server.
    pub(super) last_resort: Option<Instant>,
}

/// The process with this number.
pub(super) fn server(servers: &mut [Server], generation: u64) -> Option<&mut Server> {
    servers
        .iter_mut()
        .find(|server| server.generation == generation)
}

impl Server {
    pub(super) fn new(generation: u64, process: ServerProcess, longest_line: usize) -> Self {
        Self {
            generation,
            process,
            lines: LineReader::new(longest_line),
            outbox: Outbox::keeping_unread(),
            unread_end: None,
            closing: false,
            output_closed: false,
            suspect: None,
            half_since: None,
            memory_kills_before: 0,
            stderr_closed: false,
            stderr_tail: StderrTail::default(),
            last_resort: None,
        }
    }

    /// Time limit from a closed pipe to the end, including exit commands.
    fn closed_grace(&self) -> Duration {
        CLOSED_GRACE + self.process.exit_time()
    }

    /// Time at which the server needs attention.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let suspect = self.suspect.map(|(since, _)| since + self.closed_grace());
        let half = self.half_since.map(|since| since + NEWLINE_GRACE);
        let times = [suspect, half, self.last_resort];
        times.into_iter().flatten().min()
    }

    /// A message without a newline after the time limit; returned once.
    pub(super) fn take_line_without_end(&mut self, now: Instant) -> Option<Vec<u8>> {
        self.half_since
            .take_if(|since| *since + NEWLINE_GRACE <= now)?;
        self.lines.complete().map(<[u8]>::to_vec)
    }

    /// The sign that the server no longer works, after its time limit to end; returned once.
    pub(super) fn take_broken(&mut self, now: Instant) -> Option<&'static str> {
        let grace = self.closed_grace();
        self.suspect
            .take_if(|(since, _)| *since + grace <= now)
            .map(|(_, how)| how)
    }

    /// Writes as much as possible without blocking.
    pub(super) fn flush(&mut self) -> Result<(), Errno> {
        while let Some(input) = &self.process.input
            && !self.outbox.is_empty()
        {
            if !self.outbox.write(input, usize::MAX)? {
                break;
            }
        }
        if self.closing && self.outbox.is_empty() {
            self.close_input();
        }
        Ok(())
    }

    /// Closes its input.
    pub(super) fn close_input(&mut self) {
        if let Some(input) = self.process.input.take() {
            self.unread_end = other_end(&input);
        }
    }

    /// Number of bytes that an ended process left unread in its input.
    pub(super) fn unread(&self) -> usize {
        let pipe = self.unread_end.as_ref().or(self.process.input.as_ref());
        // On other systems, the number counts the other direction.
        let pipe = pipe.filter(|_| cfg!(target_os = "linux"));
        let count = pipe.and_then(|pipe| rustix::io::ioctl_fionread(pipe).ok());
        count.map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Runs a step of the stop sequence.
    pub(super) fn stop(&mut self, step: Step, now: Instant) {
        match step {
            Step::CloseInput => self.closing = true,
            Step::Terminate => {
                self.close_input();
                self.process.signal(Signal::TERM);
            }
            Step::Kill => {
                self.process.kill();
                self.last_resort = Some(now + GUARD_GRACE + self.process.exit_time());
            }
        }
    }
}

/// The read end of the server's input, opened by its path in `/proc`. While it is open, the unread
/// bytes can be counted; the server still sees the end of its input.
fn other_end(input: &OwnedFd) -> Option<OwnedFd> {
    use std::os::fd::AsRawFd as _;
    let name = format!("/proc/self/fd/{}", input.as_raw_fd());
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    rustix::fs::open(name, flags, Mode::empty()).ok()
}
