//! Waits until a pipe is ready or something is due.

use std::os::fd::AsFd as _;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::event_loop::{DriveError, Driver, now};

/// What is ready.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each pipe")]
pub(super) struct Ready {
    pub(super) signals: bool,
    pub(super) client_input: bool,
    pub(super) client_gone: bool,
    pub(super) server_output: bool,
    pub(super) server_words: bool,
}

impl Driver {
    pub(super) fn wait(&self) -> Result<Ready, DriveError> {
        let mut pipes = vec![PollFd::new(&self.signals, PollFlags::IN)];
        let client_full = self.client.outbox.is_full();
        let server_full = self
            .server
            .as_ref()
            .is_some_and(|server| server.outbox.is_full());
        let client_output_at = (!self.client.deaf).then(|| {
            let wanted = if self.client.outbox.is_empty() {
                PollFlags::empty()
            } else {
                PollFlags::OUT
            };
            pipes.push(PollFd::from_borrowed_fd(self.client.output(), wanted));
            pipes.len() - 1
        });
        let client_input_at = (self.client_open && !server_full).then(|| {
            pipes.push(PollFd::from_borrowed_fd(self.client.input(), PollFlags::IN));
            pipes.len() - 1
        });
        let (mut output_at, mut words_at) = (None, None);
        if let Some(server) = &self.server {
            if !server.output_closed && !client_full {
                pipes.push(PollFd::new(&server.process.output, PollFlags::IN));
                output_at = Some(pipes.len() - 1);
            }
            if !server.words_closed {
                pipes.push(PollFd::new(&server.process.words, PollFlags::IN));
                words_at = Some(pipes.len() - 1);
            }
            if let Some(input) = &server.process.input
                && !server.outbox.is_empty()
            {
                pipes.push(PollFd::from_borrowed_fd(input.as_fd(), PollFlags::OUT));
            }
        }
        let timeout = self.next_deadline().and_then(|deadline| {
            Timespec::try_from(deadline.saturating_duration_since(now())).ok()
        });
        match poll(&mut pipes, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(DriveError::Poll(error)),
        }
        let is_ready = |at: Option<usize>| at.is_some_and(|at| !pipes[at].revents().is_empty());
        let lost = PollFlags::ERR | PollFlags::NVAL;
        Ok(Ready {
            signals: is_ready(Some(0)),
            client_input: is_ready(client_input_at),
            client_gone: client_output_at.is_some_and(|at| pipes[at].revents().intersects(lost)),
            server_output: is_ready(output_at),
            server_words: is_ready(words_at),
        })
    }
}
