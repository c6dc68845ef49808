//! Holds what an inspection said of one page.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::index::audit::Finding;
use crate::model::FailureReport;
use crate::model::IndexState;
use crate::model::address::shown;

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

    /// Takes over what was found.
    pub(crate) fn found(self, finding: Finding) -> Self {
        let status = finding.inspection.index_status;
        Self {
            state: Some(finding.reason.state()),
            reason: Some(finding.reason.as_str()),
            meaning: Some(finding.reason.meaning()),
            advice: finding.reason.advice(),
            verdict: Some(status.verdict.as_str().to_owned()),
            coverage: Some(status.coverage_state).filter(|words| !words.is_empty()),
            inspected_at: Some(finding.at),
            crawled_at: status.last_crawl_time,
            google_canonical: status.google_canonical.map(shown_url),
            user_canonical: status.user_canonical.map(shown_url),
            sitemaps: status.sitemap.into_iter().map(shown_url).collect(),
            referring_urls: status.referring_urls.into_iter().map(shown_url).collect(),
            link: finding.inspection.link,
            ..self
        }
    }
}

/// A URL that Google returned, without a user name or password.
fn shown_url(url: String) -> String {
    shown(&url).into_owned()
}
