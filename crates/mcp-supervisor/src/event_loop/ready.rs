//! Waits until a pipe is ready or a deadline has passed.

use std::os::fd::AsFd as _;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::clock::now;
use super::control::Control;
use super::run::{EventLoop, RunError};

/// Results of a wait.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) signals: bool,
    pub(super) client_input: bool,
    pub(super) client_gone: bool,
    /// The control socket has a connection or a request.
    pub(super) control: bool,
    /// Watched files have changed.
    pub(super) changes: bool,
    /// Processes with data on standard output.
    pub(super) server_output: Vec<u64>,
    /// Processes with data on standard error.
    pub(super) server_stderr: Vec<u64>,
}

impl EventLoop {
    pub(super) fn wait(&self) -> Result<Ready, RunError> {
        let mut pipes = vec![PollFd::new(&self.signals, PollFlags::IN)];
        let client_full = self.client_blocked;
        let server_full = self.servers.iter().any(|server| server.outbox.is_full());
        let client_output_at = (!self.client.stdout_closed).then(|| {
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
        let (mut outputs_at, mut stderr_at) = (Vec::new(), Vec::new());
        for server in &self.servers {
            if !server.output_closed && !client_full {
                outputs_at.push((pipes.len(), server.generation));
                pipes.push(PollFd::new(&server.process.output, PollFlags::IN));
            }
            if !server.stderr_closed {
                stderr_at.push((pipes.len(), server.generation));
                pipes.push(PollFd::new(&server.process.stderr, PollFlags::IN));
            }
            if let Some(input) = &server.process.input
                && !server.outbox.is_empty()
            {
                pipes.push(PollFd::from_borrowed_fd(input.as_fd(), PollFlags::OUT));
            }
        }
        let control_at = pipes.len();
        for descriptor in self.control.iter().flat_map(Control::descriptors) {
            pipes.push(PollFd::from_borrowed_fd(descriptor, PollFlags::IN));
        }
        let changes_at = self.options.watch.as_ref().map(|watch| {
            pipes.push(PollFd::from_borrowed_fd(watch.descriptor(), PollFlags::IN));
            pipes.len() - 1
        });
        let timeout = self.next_deadline().and_then(|deadline| {
            Timespec::try_from(deadline.saturating_duration_since(now())).ok()
        });
        match poll(&mut pipes, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(RunError::Poll(error)),
        }
        let is_ready = |at: Option<usize>| at.is_some_and(|at| !pipes[at].revents().is_empty());
        let are_ready = |mut at: Vec<(usize, u64)>| -> Vec<u64> {
            at.retain(|(at, _)| !pipes[*at].revents().is_empty());
            at.into_iter().map(|(_, generation)| generation).collect()
        };
        let control = pipes[control_at..changes_at.unwrap_or(pipes.len())]
            .iter()
            .any(|pipe| !pipe.revents().is_empty());
        let lost = PollFlags::ERR | PollFlags::NVAL;
        Ok(Ready {
            signals: is_ready(Some(0)),
            client_input: is_ready(client_input_at),
            client_gone: client_output_at.is_some_and(|at| pipes[at].revents().intersects(lost)),
            control,
            changes: is_ready(changes_at),
            server_output: are_ready(outputs_at),
            server_stderr: are_ready(stderr_at),
        })
    }
}
