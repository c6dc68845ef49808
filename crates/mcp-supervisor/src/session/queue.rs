//! Keeps what the client sends while no server can take it, in order and within bounds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::id::Id;
use super::message::Line;

/// Limits of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimits {
    /// Longest wait of a request.
    pub time: Duration,
    /// Most lines.
    pub count: usize,
    /// Most bytes; also the bound on copies of requests in flight that might be repeated.
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

/// One line that waits.
#[derive(Debug)]
pub(crate) struct QueuedLine {
    pub(crate) line: Box<[u8]>,
    /// The requests in it that are still wanted; none for a notification.
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

    /// Puts a line at the end, or gives it back where a bound is passed.
    pub(crate) fn push(&mut self, held: QueuedLine) -> Result<(), QueuedLine> {
        if self.lines.len() >= self.limits.count
            || self.bytes.saturating_add(held.line.len()) > self.limits.bytes
        {
            return Err(held);
        }
        self.bytes += held.line.len();
        self.lines.push_back(held);
        Ok(())
    }

    /// Puts lines that are to be repeated, given in order, before all others. They were within
    /// the bounds while they were in flight.
    pub(crate) fn push_first(&mut self, repeated: Vec<QueuedLine>) {
        for held in repeated.into_iter().rev() {
            self.bytes += held.line.len();
            self.lines.push_front(held);
        }
    }

    pub(crate) fn pop(&mut self) -> Option<QueuedLine> {
        let held = self.lines.pop_front()?;
        self.bytes -= held.line.len();
        Some(held)
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.lines.iter().any(|held| held.requests.contains(id))
    }

    /// Forgets a request; `false` where it does not wait here.
    pub(crate) fn cancel(&mut self, id: &Id) -> bool {
        let Some(index) = self
            .lines
            .iter()
            .position(|held| held.requests.contains(id))
        else {
            return false;
        };
        let held = &mut self.lines[index];
        held.requests.retain(|request| request != id);
        held.cancelled.push(id.clone());
        if held.requests.is_empty() {
            self.bytes -= held.line.len();
            self.lines.remove(index);
        }
        true
    }

    /// Takes out the lines with requests whose time has passed.
    pub(crate) fn expired(&mut self, now: Instant) -> Vec<QueuedLine> {
        self.take(|held| held.deadline.is_some_and(|deadline| deadline <= now))
    }

    /// Takes out all lines with requests.
    pub(crate) fn requests(&mut self) -> Vec<QueuedLine> {
        self.take(|held| !held.requests.is_empty())
    }

    fn take(&mut self, wanted: impl Fn(&QueuedLine) -> bool) -> Vec<QueuedLine> {
        let (taken, kept): (Vec<_>, Vec<_>) = self.lines.drain(..).partition(|held| wanted(held));
        self.lines = kept.into();
        self.bytes = self.lines.iter().map(|held| held.line.len()).sum();
        taken
    }

    pub(crate) fn has_requests(&self) -> bool {
        self.lines.iter().any(|held| !held.requests.is_empty())
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.lines.iter().filter_map(|held| held.deadline).min()
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
    /// The line without the requests of a batch that were cancelled while it waited.
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
