//! Holds how a property stands, and how it came to it.

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
    /// When.
    #[schemars(with = "String")]
    pub(crate) at: Timestamp,
    /// Whether the engine's record showed it.
    pub(crate) confirmed: bool,
}

/// Where a property stands, from what the store remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct HistoryReport {
    /// The property.
    pub(crate) property: String,
    /// When this was written.
    #[schemars(with = "String")]
    pub(crate) generated_at: Timestamp,
    /// Since when the timeline and the submissions are told.
    #[schemars(with = "String")]
    pub(crate) since: Timestamp,
    /// All pages by state.
    pub(crate) totals: Totals,
    /// Pages by state at the end of each day, UTC.
    pub(crate) timeline: Vec<Point>,
    /// The same for each sitemap, the largest first; beyond a hundred, the others as one.
    pub(crate) by_sitemap: Vec<Share>,
    /// The same for each folder, the largest first; beyond thirty, the others as one.
    pub(crate) by_prefix: Vec<Share>,
    /// Why pages are in their states, the most frequent reason first.
    pub(crate) reasons: Vec<ReasonCount>,
    /// Pages in error, at most a thousand.
    pub(crate) errors: Vec<Problem>,
    /// Submissions since then.
    pub(crate) submissions: Vec<PastSubmission>,
}
