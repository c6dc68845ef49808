//! The server's side: one process with its three pipes.

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

/// A server that has closed a pipe is given so long to end before it is ended.
const CLOSED_GRACE: Duration = Duration::from_secs(1);

/// Time in which the newline of a message may follow.
const NEWLINE_GRACE: Duration = Duration::from_secs(1);

/// Time that a guard has to kill its server.
const GUARD_GRACE: Duration = Duration::from_secs(2);

pub(super) struct Server {
    pub(super) generation: u64,
    pub(super) process: ServerProcess,
    pub(super) lines: LineReader,
    pub(super) outbox: Outbox,
    /// The other end of its input once that is closed, to see what it left unread.
    unread_end: Option<OwnedFd>,
    /// Its input is closed once all that is for it is written.
    pub(super) closing: bool,
    /// It has closed its output.
    pub(super) output_closed: bool,
    /// Time and kind of a sign that the server no longer works, unless it is about to end.
    pub(super) suspect: Option<(Instant, &'static str)>,
    /// Time of the last read that left a line without a newline.
    pub(super) half_since: Option<Instant>,
    /// Processes of the container that had been killed for lack of memory when it was started.
    pub(super) memory_kills_before: u64,
    pub(super) stderr_closed: bool,
    pub(super) stderr_tail: StderrTail,
    /// Time at which the guard itself is killed, since it did not kill its server.
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

    /// Time from a closed pipe to the end; exit commands run in between.
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

    /// A message for which no newline has followed in time; returned once.
    pub(super) fn take_line_without_end(&mut self, now: Instant) -> Option<Vec<u8>> {
        self.half_since
            .take_if(|since| *since + NEWLINE_GRACE <= now)?;
        self.lines.complete().map(<[u8]>::to_vec)
    }

    /// The sign that the server no longer works, once its time to end has passed; returned once.
    pub(super) fn take_broken(&mut self, now: Instant) -> Option<&'static str> {
        let grace = self.closed_grace();
        self.suspect
            .take_if(|(since, _)| *since + grace <= now)
            .map(|(_, how)| how)
    }

    /// Writes as much as the server takes now.
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

    /// Bytes that a process that has ended left in its input.
    pub(super) fn unread(&self) -> usize {
        let pipe = self.unread_end.as_ref().or(self.process.input.as_ref());
        // Elsewhere, the number is that of the other direction.
        let pipe = pipe.filter(|_| cfg!(target_os = "linux"));
        let count = pipe.and_then(|pipe| rustix::io::ioctl_fionread(pipe).ok());
        count.map_or(0, |count| usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Takes a step towards its end.
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

/// The end of the pipe from which the server reads, by its name in `/proc`. While it is open here,
/// the unread bytes stay countable; the server sees the end of its input all the same.
fn other_end(input: &OwnedFd) -> Option<OwnedFd> {
    use std::os::fd::AsRawFd as _;
    let name = format!("/proc/self/fd/{}", input.as_raw_fd());
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    rustix::fs::open(name, flags, Mode::empty()).ok()
}
