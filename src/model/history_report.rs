//! Indexing status of a property and its history.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Point, Problem, ReasonCount, Totals};

/// The pages of one sitemap, or below one folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Share {
    /// The sitemap's address, or the folder.
    pub(crate) name: String,
    /// Its pages by state.
    pub(crate) totals: Totals,
}

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct PastSubmission {
    /// The sitemap.
    pub(crate) sitemap: String,
    /// Time.
    #[schemars(with = "String")]
    pub(crate) at: Timestamp,
    /// True if the engine's record showed it.
    pub(crate) confirmed: bool,
}

/// Indexing of a property, from the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct HistoryReport {
    /// The property.
    pub(crate) property: String,
    /// Time of the report.
    #[schemars(with = "String")]
    pub(crate) generated_at: Timestamp,
    /// Start of the timeline and the submissions.
    #[schemars(with = "String")]
    pub(crate) since: Timestamp,
    /// True if the property was audited; otherwise, its pages are unknown.
    pub(crate) audited: bool,
    /// All pages by state.
    pub(crate) totals: Totals,
    /// Pages by state at the end of each day, UTC.
    pub(crate) timeline: Vec<Point>,
    /// Pages by sitemap, the largest first; beyond a hundred, the others as one.
    pub(crate) by_sitemap: Vec<Share>,
    /// Pages by folder, the largest first; beyond thirty, the others as one.
    pub(crate) by_prefix: Vec<Share>,
    /// Reasons for the states, the most frequent first.
    pub(crate) reasons: Vec<ReasonCount>,
    /// Pages in error, at most a thousand.
    pub(crate) errors: Vec<Problem>,
    /// Submissions since then.
    pub(crate) submissions: Vec<PastSubmission>,
}

impl HistoryReport {
    /// The last submission that the engine's record showed.
    pub(crate) fn last_confirmed(&self) -> Option<&PastSubmission> {
        self.submissions.iter().rfind(|one| one.confirmed)
    }
}
