//! Sitemaps that could not be read completely without an error.

use sitemap_validator::{Report, Severity};

/// Sitemaps of an index that could not be read completely without an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnreadChildren {
    /// The address of the first.
    pub(crate) first: String,
    pub(crate) count: u64,
}

/// True if a sitemap was not read completely without an error.
pub(crate) fn is_unread(report: &Report) -> bool {
    !report.complete && report.worst() < Some(Severity::Error)
}
