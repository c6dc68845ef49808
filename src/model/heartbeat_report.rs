//! Result of the ping to a monitoring service.

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
    /// The service accepted the ping.
    Delivered,
    /// The ping failed.
    Failed,
    /// Not pinged, because the run failed or was a dry run.
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
