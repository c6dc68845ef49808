//! The server's side: one process with its three pipes.

use std::time::{Duration, Instant};

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
    /// Its input is closed once all that is for it is written.
    pub(super) closing: bool,
    /// It has closed its output.
    pub(super) output_closed: bool,
    /// Time and kind of a sign that the server no longer works, unless it is about to end.
    pub(super) suspect: Option<(Instant, &'static str)>,
    /// Time of the last read that left a line without a newline.
    pub(super) half_since: Option<Instant>,
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
            outbox: Outbox::default(),
            closing: false,
            output_closed: false,
            suspect: None,
            half_since: None,
            stderr_closed: false,
            stderr_tail: StderrTail::default(),
            last_resort: None,
        }
    }

    /// Time at which the server needs attention.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let suspect = self.suspect.map(|(since, _)| since + CLOSED_GRACE);
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
        self.suspect
            .take_if(|(since, _)| *since + CLOSED_GRACE <= now)
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
            self.process.input = None;
        }
        Ok(())
    }

    /// Takes a step towards its end.
    pub(super) fn stop(&mut self, step: Step, now: Instant) {
        match step {
            Step::CloseInput => self.closing = true,
            Step::Terminate => {
                self.process.input = None;
                self.process.signal(Signal::TERM);
            }
            Step::Kill => {
                self.process.kill();
                self.last_resort = Some(now + GUARD_GRACE);
            }
        }
    }
}
