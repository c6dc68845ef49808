//! Condition of a server, in one word.

use super::machine::Supervisor;
use super::phase::Phase;

/// Condition of a server, for probes and dashboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// A process is being started.
    Starting,
    /// A process runs and the client has not begun a session.
    AwaitingClient,
    /// Messages pass.
    Ready,
    /// A new process repeats the handshake; messages wait.
    Restoring,
    /// The process is to be replaced, and finishes what it has; messages wait.
    Draining,
    /// The process is being ended.
    Stopping,
    /// None runs; the next one is started soon; messages wait.
    Backoff,
    /// None runs, and restarting did not help so far; messages are refused.
    ExtendedBackoff,
    /// None runs, since there is nothing to do; the next request starts one.
    Idle,
    /// All is over.
    Over,
}

impl Condition {
    /// Every one, in the order of a life.
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

    /// The name that programs look for.
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
