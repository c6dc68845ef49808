//! Result of the ping that a monitoring service waits for.

use schemars::JsonSchema;
use serde::Serialize;

use super::FailureReport;

/// Result of the ping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct HeartbeatReport {
    pub(crate) outcome: HeartbeatOutcome,
    /// Failure to deliver it.
    #[serde(rename = "error")]
    pub(crate) failure: Option<FailureReport>,
}

/// Result of a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HeartbeatOutcome {
    /// It took the ping.
    Delivered,
    /// It did not.
    Failed,
    /// It was not pinged, since the run was no success, or a dry run.
    Withheld,
}

impl HeartbeatReport {
    /// The service accepted the ping.
    pub(crate) const fn delivered() -> Self {
        Self {
            outcome: HeartbeatOutcome::Delivered,
            failure: None,
        }
    }

    /// The ping was not delivered.
    pub(crate) fn failed(failure: impl Into<FailureReport>) -> Self {
        Self {
            outcome: HeartbeatOutcome::Failed,
            failure: Some(failure.into()),
        }
    }

    /// No ping was sent, because the run did not succeed.
    pub(crate) const fn withheld() -> Self {
        Self {
            outcome: HeartbeatOutcome::Withheld,
            failure: None,
        }
    }
}
