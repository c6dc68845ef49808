//! Result of one sitemap at one search engine.

use jiff::Timestamp;
use schemars::JsonSchema;
use search_console::sitemaps::Sitemap;
use serde::Serialize;

use crate::model::FailureReport;

/// Result of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EngineOutcome {
    /// The engine's own record shows it.
    Confirmed,
    /// The engine accepted it, but its record does not show it.
    Submitted,
    /// The engine's record shows it, but it was not downloaded yet.
    Pending,
    /// The engine rejected it or could not be reached.
    Failed,
    /// Dry run: everything except the submission was done.
    DryRun,
}

impl EngineOutcome {
    /// Its name in reports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Submitted => "submitted",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::DryRun => "dry-run",
        }
    }
}

/// Result of one sitemap at one engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct EngineReport {
    pub(crate) engine: &'static str,
    /// The property, once it is known.
    pub(crate) property: Option<String>,
    pub(crate) outcome: EngineOutcome,
    /// Submissions sent.
    pub(crate) attempts: u32,
    #[schemars(with = "Option<String>")]
    pub(crate) last_submitted: Option<Timestamp>,
    #[schemars(with = "Option<String>")]
    pub(crate) last_downloaded: Option<Timestamp>,
    pub(crate) is_pending: Option<bool>,
    /// Errors that the engine found in the sitemap; `None` before it was processed.
    pub(crate) errors: Option<i64>,
    /// Warnings that the engine found in the sitemap; `None` before it was processed.
    pub(crate) warnings: Option<i64>,
    /// Failure to confirm it.
    #[serde(rename = "error")]
    pub(crate) failure: Option<FailureReport>,
}

impl EngineReport {
    /// An empty report.
    pub(crate) const fn new(engine: &'static str) -> Self {
        Self {
            engine,
            property: None,
            outcome: EngineOutcome::Failed,
            attempts: 0,
            last_submitted: None,
            last_downloaded: None,
            is_pending: None,
            errors: None,
            warnings: None,
            failure: None,
        }
    }

    /// Records a failed submission.
    pub(crate) fn failed(self, failure: impl Into<FailureReport>) -> Self {
        Self {
            outcome: EngineOutcome::Failed,
            failure: Some(failure.into()),
            ..self
        }
    }

    /// Records an accepted submission that the record does not show.
    pub(crate) fn submitted(self, failure: impl Into<FailureReport>) -> Self {
        Self {
            outcome: EngineOutcome::Submitted,
            failure: Some(failure.into()),
            ..self
        }
    }

    /// Records a confirmed submission that was not downloaded in time.
    pub(crate) fn pending(self, failure: impl Into<FailureReport>) -> Self {
        Self {
            outcome: EngineOutcome::Pending,
            failure: Some(failure.into()),
            ..self
        }
    }

    /// Adds the engine's record.
    pub(crate) fn take_record(&mut self, record: &Sitemap) {
        self.last_submitted = record.last_submitted;
        self.last_downloaded = record.last_downloaded;
        self.is_pending = Some(record.is_pending);
        self.errors = Some(record.errors);
        self.warnings = Some(record.warnings);
    }
}
