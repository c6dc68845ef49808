//! Difference between two versions of a sitemap.

use schemars::JsonSchema;
use serde::Serialize;

/// Difference between what a sitemap lists now and what it listed before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Change {
    /// Pages listed before.
    pub(crate) before: u64,
    /// Pages that are new.
    pub(crate) added: u64,
    /// Pages that are gone.
    pub(crate) removed: u64,
    /// Pages whose `lastmod` changed.
    pub(crate) changed: u64,
}
