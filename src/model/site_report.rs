//! A property of the account, in a report.

use schemars::JsonSchema;
use serde::Serialize;

/// A property that the account can access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct SiteReport {
    /// Its exact name.
    pub(crate) property: String,
    /// Permission of the account, in Search Console's words.
    pub(crate) permission: String,
    /// True if it may submit sitemaps there.
    pub(crate) may_submit: bool,
}
