//! Report of one inspected page.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{FailureReport, IndexState};

/// One inspected page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct PageReport {
    /// Its address.
    pub(crate) url: String,
    /// Property of the inspection.
    pub(crate) property: Option<String>,
    /// State; null if the inspection failed.
    pub(crate) state: Option<IndexState>,
    /// Stable name of the reason.
    pub(crate) reason: Option<&'static str>,
    /// Meaning of the reason.
    pub(crate) meaning: Option<&'static str>,
    /// Remedy.
    pub(crate) advice: Option<&'static str>,
    /// Google's own verdict: `PASS`, `NEUTRAL`, `FAIL`.
    pub(crate) verdict: Option<String>,
    /// Google's description.
    pub(crate) coverage: Option<String>,
    /// Time of the inspection.
    #[schemars(with = "Option<String>")]
    pub(crate) inspected_at: Option<Timestamp>,
    /// Time of Google's last crawl.
    #[schemars(with = "Option<String>")]
    pub(crate) crawled_at: Option<Timestamp>,
    /// Canonical URL that Google selected.
    pub(crate) google_canonical: Option<String>,
    /// Canonical URL that the page declares.
    pub(crate) user_canonical: Option<String>,
    /// Sitemaps in which Google found it.
    pub(crate) sitemaps: Vec<String>,
    /// Pages on which Google found it.
    pub(crate) referring_urls: Vec<String>,
    /// Link to the page in Search Console.
    pub(crate) link: Option<String>,
    /// Failure of the inspection.
    pub(crate) error: Option<FailureReport>,
}

impl PageReport {
    /// A page without a result yet.
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            ..Self::default()
        }
    }

    /// The inspection failed.
    pub(crate) fn failed(self, failure: impl Into<FailureReport>) -> Self {
        Self {
            error: Some(failure.into()),
            ..self
        }
    }
}
