//! Performance of a property in Google's search results.

use schemars::JsonSchema;
use serde::Serialize;

/// Rows of search analytics.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct AnalyticsReport {
    /// The property.
    pub(crate) property: String,
    /// The first day, in Pacific time.
    pub(crate) start: String,
    /// The last day, in Pacific time.
    pub(crate) end: String,
    /// Dimensions of the rows.
    pub(crate) dimensions: Vec<&'static str>,
    /// Rows by clicks, in descending order, or by day if that is the first dimension.
    pub(crate) rows: Vec<AnalyticsRow>,
    /// True if there may be more rows.
    pub(crate) has_more: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(crate) struct AnalyticsRow {
    /// A value for each dimension, in their order.
    pub(crate) keys: Vec<String>,
    /// Clicks.
    pub(crate) clicks: f64,
    /// Impressions.
    pub(crate) impressions: f64,
    /// Clicks per impression, 0 to 1.
    pub(crate) ctr: f64,
    /// Mean position in the results, from 1.
    pub(crate) position: f64,
}
