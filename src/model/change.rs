//! Difference between two versions of a sitemap.

use schemars::JsonSchema;
use serde::Serialize;

/// Difference between the current entries of a sitemap and earlier ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Change {
    /// Pages listed before.
    pub(crate) before: u64,
    /// Pages that are new.
    pub(crate) added: u64,
    /// Pages that were removed.
    pub(crate) removed: u64,
    /// Pages whose `lastmod` changed.
    pub(crate) changed: u64,
}
