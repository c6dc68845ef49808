//! Result of the removal of a sitemap.

use schemars::JsonSchema;
use serde::Serialize;

/// Removal of a sitemap from a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct DeletionReport {
    /// URL of the sitemap.
    pub(crate) sitemap: String,
    /// The property.
    pub(crate) property: String,
    /// True if Search Console had a record of it before.
    pub(crate) was_submitted: bool,
    /// True if Search Console has no record of it any more.
    pub(crate) is_gone: bool,
}
