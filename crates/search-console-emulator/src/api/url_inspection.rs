//! `urlInspection.index.inspect`.
//!
//! Enum values are spelled as in the discovery document, regardless of
//! [`EnumSpelling`](crate::EnumSpelling), as this newer method does in the live API.

use std::collections::BTreeMap;

use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::api::google_error::GoogleError;
use crate::api::json_request;
use crate::clock::google_datetime;
use crate::lock::locked;
use crate::property::covers;
use crate::quota::Meter;
use crate::response::Response;
use crate::shared::Shared;

/// `coverageState` of an unknown URL.
const UNKNOWN_URL: &str = "URL is unknown to Google";

/// `InspectUrlIndexRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InspectUrlIndexRequest {
    inspection_url: Option<String>,
    site_url: Option<String>,
    #[serde(rename = "languageCode")]
    _language_code: Option<String>,
}

/// `verdict` of an inspection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// `VERDICT_UNSPECIFIED`.
    VerdictUnspecified,
    /// `PASS`: on Google.
    Pass,
    /// `PARTIAL`: reserved.
    Partial,
    /// `FAIL`: not on Google because of an error.
    Fail,
    /// `NEUTRAL`: not on Google for another reason.
    #[default]
    Neutral,
}

/// Inspection result of a URL: `IndexStatusInspectionResult`. Enum values are sent as given, so that
/// a test can send undocumented values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The verdict.
    pub verdict: Verdict,
    /// Description such as `Submitted and indexed`.
    pub coverage_state: String,
    /// `ALLOWED`, `DISALLOWED`.
    pub robots_txt_state: String,
    /// `INDEXING_ALLOWED`, `BLOCKED_BY_META_TAG`, `BLOCKED_BY_HTTP_HEADER`.
    pub indexing_state: String,
    /// `SUCCESSFUL`, `SOFT_404`, `NOT_FOUND`, and so on.
    pub page_fetch_state: String,
    /// `DESKTOP` or `MOBILE`, if the URL was crawled.
    pub crawled_as: Option<String>,
    /// Time of the last crawl, if any.
    pub last_crawl_time: Option<Timestamp>,
    /// The canonical URL that Google selected, if the page is indexed.
    pub google_canonical: Option<String>,
    /// The canonical URL that the page declares.
    pub user_canonical: Option<String>,
    /// Sitemaps that list the page.
    pub sitemaps: Vec<String>,
    /// Pages that link to it.
    pub referring_urls: Vec<String>,
}

impl Default for Inspection {
    /// A URL that is unknown to Google.
    fn default() -> Self {
        Self {
            verdict: Verdict::Neutral,
            coverage_state: UNKNOWN_URL.to_owned(),
            robots_txt_state: "ROBOTS_TXT_STATE_UNSPECIFIED".to_owned(),
            indexing_state: "INDEXING_STATE_UNSPECIFIED".to_owned(),
            page_fetch_state: "PAGE_FETCH_STATE_UNSPECIFIED".to_owned(),
            crawled_as: None,
            last_crawl_time: None,
            google_canonical: None,
            user_canonical: None,
            sitemaps: Vec::new(),
            referring_urls: Vec::new(),
        }
    }
}

impl Inspection {
    /// Creates the result of an indexed URL that was crawled at `crawled`.
    pub fn indexed(url: &str, crawled: Timestamp) -> Self {
        Self {
            verdict: Verdict::Pass,
            coverage_state: "Submitted and indexed".to_owned(),
            robots_txt_state: "ALLOWED".to_owned(),
            indexing_state: "INDEXING_ALLOWED".to_owned(),
            page_fetch_state: "SUCCESSFUL".to_owned(),
            crawled_as: Some("MOBILE".to_owned()),
            last_crawl_time: Some(crawled),
            google_canonical: Some(url.to_owned()),
            user_canonical: Some(url.to_owned()),
            ..Self::default()
        }
    }
}

/// The inspections of one emulator, by URL.
pub(crate) type Inspections = BTreeMap<String, Inspection>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InspectUrlIndexResponse {
    inspection_result: UrlInspectionResult,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UrlInspectionResult {
    inspection_result_link: String,
    index_status_result: IndexStatusInspectionResult,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexStatusInspectionResult {
    verdict: Verdict,
    coverage_state: String,
    robots_txt_state: String,
    indexing_state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_crawl_time: Option<String>,
    page_fetch_state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    google_canonical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_canonical: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sitemap: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    referring_urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crawled_as: Option<String>,
}

impl From<Inspection> for IndexStatusInspectionResult {
    fn from(inspection: Inspection) -> Self {
        Self {
            verdict: inspection.verdict,
            coverage_state: inspection.coverage_state,
            robots_txt_state: inspection.robots_txt_state,
            indexing_state: inspection.indexing_state,
            last_crawl_time: inspection.last_crawl_time.map(google_datetime),
            page_fetch_state: inspection.page_fetch_state,
            google_canonical: inspection.google_canonical,
            user_canonical: inspection.user_canonical,
            sitemap: inspection.sitemaps,
            referring_urls: inspection.referring_urls,
            crawled_as: inspection.crawled_as,
        }
    }
}

pub(crate) fn inspect(shared: &Shared, body: &[u8]) -> Result<Response, GoogleError> {
    let request: InspectUrlIndexRequest = json_request::read(body)?;
    let required = |name: &str, value: Option<String>| {
        value
            .filter(|value| !value.is_empty())
            .ok_or_else(|| GoogleError::invalid_field(name, format!("Field '{name}' is required.")))
    };
    let site = required("siteUrl", request.site_url)?;
    let url = required("inspectionUrl", request.inspection_url)?;
    let may_read = locked(&shared.state)
        .permission(&site)
        .is_some_and(crate::property::Permission::may_read);
    if !may_read || !covers(&site, &url) {
        return Err(GoogleError::not_in_property());
    }
    shared
        .quotas
        .count(Meter::Inspection(site.clone()), shared.clock.now())
        .map_err(|_| GoogleError::quota(Some(&site)))?;
    let inspection = locked(&shared.inspections)
        .get(&url)
        .cloned()
        .unwrap_or_default();
    let response = InspectUrlIndexResponse {
        inspection_result: UrlInspectionResult {
            inspection_result_link: link(&site, &url),
            index_status_result: inspection.into(),
        },
    };
    Ok(Response::json(StatusCode::OK, &response))
}

/// The result's page in Search Console.
fn link(site: &str, url: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("resource_id", site)
        .append_pair("id", url)
        .finish();
    format!("https://search.google.com/search-console/inspect?{query}")
}
