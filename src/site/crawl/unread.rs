//! Sitemaps that could not be read completely although no error says so.

use sitemap_validator::{Report, Severity};

/// The sitemaps of an index that were not read to their end although no error says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnreadChildren {
    /// The address of the first.
    pub(crate) first: String,
    pub(crate) count: u64,
}

/// True if a sitemap was not read completely and no error says so.
pub(crate) fn is_unread(report: &Report) -> bool {
    !report.complete && report.worst() < Some(Severity::Error)
}
