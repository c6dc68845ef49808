//! Queues lines of the client while no server can receive them, in order and with limits.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::id::Id;
use super::message::Line;

/// Limits of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimits {
    /// Maximum wait of a request.
    pub time: Duration,
    /// Maximum number of lines.
    pub count: usize,
    /// Maximum number of bytes; also limits copies of requests in flight that may be repeated.
    pub bytes: usize,
}

impl Default for QueueLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(30),
            count: 1_000,
            bytes: 16 * 1024 * 1024,
        }
    }
}

/// A queued line.
#[derive(Debug)]
pub(crate) struct QueuedLine {
    pub(crate) line: Box<[u8]>,
    /// Its requests that were not cancelled; empty for a notification.
    pub(crate) requests: Vec<Id>,
    /// Requests of a batch that the client has cancelled since.
    pub(crate) cancelled: Vec<Id>,
    /// Number of servers that ended while they processed it.
    pub(crate) crashes: u8,
    /// The last progress reported to the client.
    pub(crate) progress: Option<f64>,
    /// Time at which its requests are answered with an error; notifications wait indefinitely.
    pub(crate) deadline: Option<Instant>,
}

#[derive(Debug)]
pub(crate) struct Queue {
    limits: QueueLimits,
    lines: VecDeque<QueuedLine>,
    bytes: usize,
}

impl Queue {
    pub(crate) fn new(limits: QueueLimits) -> Self {
        Self {
            limits,
            lines: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Appends a line, or returns it if a limit is exceeded.
    pub(crate) fn push(&mut self, queued: QueuedLine) -> Result<(), QueuedLine> {
        if self.lines.len() >= self.limits.count
            || self.bytes.saturating_add(queued.line.len()) > self.limits.bytes
        {
            return Err(queued);
        }
        self.bytes += queued.line.len();
        self.lines.push_back(queued);
        Ok(())
    }

    /// Inserts lines to repeat, given in order, before all others. They were within the limits
    /// while they were in flight.
    pub(crate) fn push_first(&mut self, repeated: Vec<QueuedLine>) {
        for queued in repeated.into_iter().rev() {
            self.bytes += queued.line.len();
            self.lines.push_front(queued);
        }
    }

    pub(crate) fn pop(&mut self) -> Option<QueuedLine> {
        let queued = self.lines.pop_front()?;
        self.bytes -= queued.line.len();
        Some(queued)
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.lines.iter().any(|queued| queued.requests.contains(id))
    }

    /// Removes a request; returns false if it is not queued.
    pub(crate) fn cancel(&mut self, id: &Id) -> bool {
        let Some(index) = self
            .lines
            .iter()
            .position(|queued| queued.requests.contains(id))
        else {
            return false;
        };
        let queued = &mut self.lines[index];
        queued.requests.retain(|request| request != id);
        queued.cancelled.push(id.clone());
        if queued.requests.is_empty() {
            self.bytes -= queued.line.len();
            self.lines.remove(index);
        }
        true
    }

    /// Removes and returns the lines with requests whose deadline has passed.
    pub(crate) fn expired(&mut self, now: Instant) -> Vec<QueuedLine> {
        self.take(|queued| queued.deadline.is_some_and(|deadline| deadline <= now))
    }

    /// Removes and returns all lines with requests.
    pub(crate) fn requests(&mut self) -> Vec<QueuedLine> {
        self.take(|queued| !queued.requests.is_empty())
    }

    fn take(&mut self, wanted: impl Fn(&QueuedLine) -> bool) -> Vec<QueuedLine> {
        let (taken, kept): (Vec<_>, Vec<_>) =
            self.lines.drain(..).partition(|queued| wanted(queued));
        self.lines = kept.into();
        self.bytes = self.lines.iter().map(|queued| queued.line.len()).sum();
        taken
    }

    pub(crate) fn has_requests(&self) -> bool {
        self.lines.iter().any(|queued| !queued.requests.is_empty())
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.lines.iter().filter_map(|queued| queued.deadline).min()
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// Earlier attempts to send a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Past {
    /// Deadline of its wait for a server.
    pub(crate) hold_until: Option<Instant>,
    pub(crate) crashes: u8,
    pub(crate) progress: Option<f64>,
}

impl QueuedLine {
    /// The line without the requests of a batch that were cancelled in the meantime.
    pub(crate) fn without_cancelled(&self) -> Vec<u8> {
        if self.cancelled.is_empty() {
            return self.line.to_vec();
        }
        let Line::Batch(messages) = Line::parse(&self.line) else {
            return self.line.to_vec();
        };
        let kept: Vec<&str> = messages
            .iter()
            .filter(|message| !message.is_request_of(&self.cancelled))
            .map(|message| message.raw)
            .collect();
        format!("[{}]", kept.join(",")).into_bytes()
    }
}
