//! Holds what an inspection said of one page.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{FailureReport, IndexState};

/// One page that Google was asked of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct PageReport {
    /// Its address.
    pub(crate) url: String,
    /// The property it was asked of as part of.
    pub(crate) property: Option<String>,
    /// Where it stands; null when it could not be asked.
    pub(crate) state: Option<IndexState>,
    /// Why, as a stable name.
    pub(crate) reason: Option<&'static str>,
    /// Why, in words.
    pub(crate) meaning: Option<&'static str>,
    /// What to do about it.
    pub(crate) advice: Option<&'static str>,
    /// Google's own verdict: `PASS`, `NEUTRAL`, `FAIL`.
    pub(crate) verdict: Option<String>,
    /// Google's own words.
    pub(crate) coverage: Option<String>,
    /// When Google was asked.
    #[schemars(with = "Option<String>")]
    pub(crate) inspected_at: Option<Timestamp>,
    /// When Google last crawled it.
    #[schemars(with = "Option<String>")]
    pub(crate) crawled_at: Option<Timestamp>,
    /// The page that Google took as canonical.
    pub(crate) google_canonical: Option<String>,
    /// The page that it calls canonical itself.
    pub(crate) user_canonical: Option<String>,
    /// Sitemaps in which Google found it.
    pub(crate) sitemaps: Vec<String>,
    /// Pages on which Google found it.
    pub(crate) referring_urls: Vec<String>,
    /// Where Search Console shows more.
    pub(crate) link: Option<String>,
    /// Why it could not be asked.
    pub(crate) error: Option<FailureReport>,
}

impl PageReport {
    /// A page of which nothing is known yet.
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            ..Self::default()
        }
    }

    /// It could not be asked.
    pub(crate) fn failed(self, failure: impl Into<FailureReport>) -> Self {
        Self {
            error: Some(failure.into()),
            ..self
        }
    }
}
