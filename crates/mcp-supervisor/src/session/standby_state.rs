//! State of the standby process in the session.

use std::time::Instant;

use super::server_requests::ServerRequests;
use super::silence::Silence;

/// State of the standby.
#[derive(Debug)]
pub(crate) struct Standby {
    pub(crate) generation: u64,
    /// Deadline of the handshake; `None` once it is answered.
    pub(crate) deadline: Option<Instant>,
    /// True if it still has to get `notifications/initialized`.
    pub(super) uninitialized: bool,
    /// Its open requests to the client.
    pub(super) requests: ServerRequests,
    pub(crate) silence: Silence,
    /// Last lines of its standard error, without secrets.
    pub(super) stderr: Vec<String>,
}

impl Standby {
    /// True if the handshake is complete.
    pub(crate) fn is_ready(&self) -> bool {
        self.deadline.is_none()
    }
}
