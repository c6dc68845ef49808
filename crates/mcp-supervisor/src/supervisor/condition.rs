//! Condition of a server.

use super::machine::Supervisor;
use super::phase::Phase;

/// Condition of a server, for probes and dashboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// A process is being started.
    Starting,
    /// A process runs, but the client has not begun a session.
    AwaitingClient,
    /// Messages are passed on.
    Ready,
    /// A new process repeats the handshake; messages are queued.
    Restoring,
    /// The process will be replaced after its open requests; messages are queued.
    Draining,
    /// The process is being stopped.
    Stopping,
    /// No process runs, but the next one starts soon; messages are queued.
    Backoff,
    /// No process runs, and restarts have not helped; messages are rejected.
    ExtendedBackoff,
    /// No process runs, since the server was idle; the next request starts one.
    Idle,
    /// The supervisor has finished.
    Over,
}

impl Condition {
    /// All conditions, in their usual order.
    pub const ALL: [Self; 10] = [
        Self::Starting,
        Self::AwaitingClient,
        Self::Ready,
        Self::Restoring,
        Self::Draining,
        Self::Stopping,
        Self::Backoff,
        Self::ExtendedBackoff,
        Self::Idle,
        Self::Over,
    ];

    /// Stable name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::AwaitingClient => "awaiting-client",
            Self::Ready => "ready",
            Self::Restoring => "restoring",
            Self::Draining => "draining",
            Self::Stopping => "stopping",
            Self::Backoff => "backoff",
            Self::ExtendedBackoff => "extended-backoff",
            Self::Idle => "idle",
            Self::Over => "over",
        }
    }

    /// True if a request would be passed on immediately, or as soon as the server has started.
    #[must_use]
    pub fn takes_requests(self) -> bool {
        matches!(self, Self::AwaitingClient | Self::Ready | Self::Idle)
    }
}

impl Supervisor {
    /// The current condition.
    #[must_use]
    pub fn condition(&self) -> Condition {
        match &self.phase {
            Phase::New => Condition::Starting,
            Phase::Running { .. } if !self.session.is_live() => Condition::Restoring,
            Phase::Running { .. } if self.session.has_begun() => Condition::Ready,
            Phase::Running { .. } => Condition::AwaitingClient,
            Phase::Draining { .. } => Condition::Draining,
            Phase::Stopping { .. } => Condition::Stopping,
            Phase::Waiting { .. } if self.session.is_out_of_service() => Condition::ExtendedBackoff,
            Phase::Waiting { .. } => Condition::Backoff,
            Phase::Idle => Condition::Idle,
            Phase::Over => Condition::Over,
        }
    }
}
