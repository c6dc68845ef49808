//! Requests of the client that are open, queued or recently closed.

use super::in_flight::InFlight;
use super::queue::{Queue, QueueLimits, QueuedLine};
use super::recent::Recent;

/// Requests of the client.
#[derive(Debug)]
pub(crate) struct ClientRequests {
    /// Sent to the running process and not answered.
    pub(crate) in_flight: InFlight,
    /// Waiting for a server.
    pub(crate) queue: Queue,
    /// Lines that the ending process did not read; the next process gets them.
    pub(crate) returned: Vec<QueuedLine>,
    /// Cancelled requests that the server may still answer.
    pub(crate) cancelled: Recent,
    /// Progress tokens of requests that were answered with an error while the server processed them.
    pub(crate) silenced: Recent,
    /// Number of batches so far.
    pub(crate) batches: u64,
}

impl ClientRequests {
    pub(crate) fn new(limits: QueueLimits) -> Self {
        Self {
            in_flight: InFlight::default(),
            queue: Queue::new(limits),
            returned: Vec::new(),
            cancelled: Recent::default(),
            silenced: Recent::default(),
            batches: 0,
        }
    }
}
