//! Result of a check of `doctor`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{FailureReport, Remedy};

/// Result of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CheckOutcome {
    /// Passed.
    Ok,
    /// A defect that does not cause a failure.
    Warning,
    /// A defect that causes a failure.
    Failed,
    /// Skipped, because an earlier check failed or an input is missing.
    Skipped,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CheckReport {
    /// Stable name of the check.
    pub(crate) check: &'static str,
    /// Result.
    pub(crate) outcome: CheckOutcome,
    /// Observation.
    pub(crate) message: String,
    /// Remedy.
    #[schemars(with = "Option<String>")]
    pub(crate) remedy: Option<Remedy>,
    /// The failure.
    pub(crate) error: Option<FailureReport>,
}

impl CheckReport {
    /// Passed.
    pub(crate) fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self::new(check, CheckOutcome::Ok, message.into(), None)
    }

    /// Warning.
    pub(crate) fn warning(
        check: &'static str,
        message: impl Into<String>,
        remedy: impl Into<Remedy>,
    ) -> Self {
        let remedy = Some(remedy.into());
        Self::new(check, CheckOutcome::Warning, message.into(), remedy)
    }

    /// Skipped.
    pub(crate) fn skipped(check: &'static str, message: impl Into<String>) -> Self {
        Self::new(check, CheckOutcome::Skipped, message.into(), None)
    }

    /// Failed.
    pub(crate) fn failed(check: &'static str, failure: impl Into<FailureReport>) -> Self {
        let failure: FailureReport = failure.into();
        Self {
            error: Some(failure.clone()),
            ..Self::new(check, CheckOutcome::Failed, failure.message, failure.remedy)
        }
    }

    const fn new(
        check: &'static str,
        outcome: CheckOutcome,
        message: String,
        remedy: Option<Remedy>,
    ) -> Self {
        Self {
            check,
            outcome,
            message,
            remedy,
            error: None,
        }
    }
}
