//! Inspects a URL in Google's index.
//!
//! The result describes the indexed version; this API offers no live test and no way to request
//! indexing.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/urlInspection.index/inspect>.

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::client::{Call, Client, Error};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// Language of descriptive texts: the one that [`Coverage`](crate::Coverage) reads.
const LANGUAGE: &str = "en-US";

/// Crawl times before this one are placeholders: the API sends 1970-01-01 for pages that were never
/// crawled.
const FIRST_CRAWL: Timestamp = Timestamp::constant(86_400, 0);

/// Status of a URL in Google's index (`IndexStatusInspectionResult`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IndexStatus {
    /// The overall verdict.
    #[serde(deserialize_with = "wire::either_spelling")]
    pub verdict: Verdict,
    /// Google's description in English; see [`Coverage`](crate::Coverage).
    #[serde(deserialize_with = "wire::null_as_default")]
    pub coverage_state: String,
    /// Effect of robots.txt on crawling.
    #[serde(deserialize_with = "wire::either_spelling")]
    pub robots_txt_state: RobotsTxtState,
    /// Effect of the page's own directives on indexing.
    #[serde(deserialize_with = "wire::either_spelling")]
    pub indexing_state: IndexingState,
    /// Result of the last fetch.
    #[serde(deserialize_with = "wire::either_spelling")]
    pub page_fetch_state: PageFetchState,
    /// Time of the last crawl; `None` if the page was never crawled.
    #[serde(deserialize_with = "crawl_time")]
    pub last_crawl_time: Option<Timestamp>,
    /// The canonical URL that Google selected; absent if the page is not indexed.
    pub google_canonical: Option<String>,
    /// The canonical URL that the page declares.
    pub user_canonical: Option<String>,
    /// Sitemaps that list the page.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub sitemap: Vec<String>,
    /// Some of the pages that link to it.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub referring_urls: Vec<String>,
}

/// Result of an inspection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// Status in the index.
    pub index_status: IndexStatus,
    /// The result's page in Search Console.
    pub link: Option<String>,
}

/// Declares an enum of the API: its documented values, and any others as `Unknown`.
macro_rules! api_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$value_doc])* $value,)*
            /// The API sent no value.
            #[default]
            Unspecified,
            /// A value that this version does not support.
            Unknown(String),
        }

        impl $name {
            /// The value as documented by the API.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$value => $text,)*
                    Self::Unspecified => "UNSPECIFIED",
                    Self::Unknown(value) => value,
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    $($text => Self::$value,)*
                    "" => Self::Unspecified,
                    other if other.ends_with("UNSPECIFIED") => Self::Unspecified,
                    _ => Self::Unknown(value),
                }
            }
        }
    };
}

api_enum! {
    /// Overall verdict on a URL.
    Verdict {
        /// The URL is on Google.
        Pass = "PASS",
        /// Reserved, no longer in use.
        Partial = "PARTIAL",
        /// The URL is not on Google because of an error.
        Fail = "FAIL",
        /// The URL is not on Google for another reason.
        Neutral = "NEUTRAL",
    }
}

api_enum! {
    /// Effect of robots.txt on crawling.
    RobotsTxtState {
        /// Crawling is allowed.
        Allowed = "ALLOWED",
        /// Crawling is disallowed.
        Disallowed = "DISALLOWED",
    }
}

api_enum! {
    /// Effect of a page's own directives on indexing.
    IndexingState {
        /// Indexing is allowed.
        Allowed = "INDEXING_ALLOWED",
        /// `noindex` in a meta tag.
        BlockedByMetaTag = "BLOCKED_BY_META_TAG",
        /// `noindex` in the `X-Robots-Tag` header.
        BlockedByHttpHeader = "BLOCKED_BY_HTTP_HEADER",
        /// Reserved, no longer in use.
        BlockedByRobotsTxt = "BLOCKED_BY_ROBOTS_TXT",
    }
}

api_enum! {
    /// Result of Google's last fetch of a page.
    PageFetchState {
        /// The fetch succeeded.
        Successful = "SUCCESSFUL",
        /// A "not found" page with status 200.
        Soft404 = "SOFT_404",
        /// Blocked by robots.txt.
        BlockedRobotsTxt = "BLOCKED_ROBOTS_TXT",
        /// 404.
        NotFound = "NOT_FOUND",
        /// 401.
        AccessDenied = "ACCESS_DENIED",
        /// 5xx.
        ServerError = "SERVER_ERROR",
        /// A broken redirect.
        RedirectError = "REDIRECT_ERROR",
        /// 403.
        AccessForbidden = "ACCESS_FORBIDDEN",
        /// Another 4xx.
        Blocked4xx = "BLOCKED_4XX",
        /// An internal error of Google.
        InternalCrawlError = "INTERNAL_CRAWL_ERROR",
        /// Not a valid URL.
        InvalidUrl = "INVALID_URL",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InspectUrlIndexRequest<'a> {
    inspection_url: &'a str,
    site_url: &'a str,
    language_code: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InspectUrlIndexResponse {
    inspection_result: UrlInspectionResult,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UrlInspectionResult {
    #[serde(default)]
    inspection_result_link: Option<String>,
    #[serde(deserialize_with = "non_empty_status")]
    index_status_result: IndexStatus,
}

/// Deserialises a crawl time; the placeholder for pages that were never crawled is `None`.
fn crawl_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let time = Option::<Timestamp>::deserialize(deserializer)?;
    Ok(time.filter(|time| *time >= FIRST_CRAWL))
}

/// Deserialises a status and rejects one without any value: it does not mean that the page is
/// unknown to Google, which is reported as `NEUTRAL`.
fn non_empty_status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IndexStatus, D::Error> {
    let status = IndexStatus::deserialize(deserializer)?;
    let without_description = IndexStatus {
        coverage_state: String::new(),
        ..status.clone()
    };
    if without_description == IndexStatus::default() {
        return Err(D::Error::custom("the index status is empty"));
    }
    Ok(status)
}

impl Client {
    /// `urlInspection.index.inspect` without retries: every attempt counts against the property's
    /// quota of 2,000 a day and 600 a minute
    /// (<https://developers.google.com/webmaster-tools/limits#url-inspection>), so retries are left
    /// to the caller.
    ///
    /// # Errors
    /// [`Error`]; [`Error::retry`] states if a retry can help.
    pub async fn inspect_url_once(
        &self,
        property: &Property,
        url: &Url,
        deadline: Deadline,
    ) -> Result<Inspection, Error> {
        let request = InspectUrlIndexRequest {
            inspection_url: url.as_str(),
            site_url: property.name(),
            language_code: LANGUAGE,
        };
        let path = "v1/urlInspection/index:inspect".to_owned();
        let call = Call::post("urlInspection.index.inspect", path, &request);
        let response: InspectUrlIndexResponse = self.json_once(&call, deadline).await?;
        let result = response.inspection_result;
        Ok(Inspection {
            index_status: result.index_status_result,
            link: result.inspection_result_link,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_parsed_and_unknown_values_are_kept() {
        let response: InspectUrlIndexResponse = serde_json::from_str(
            r#"{"inspectionResult":{"inspectionResultLink":"https://search.google.com/x",
                "indexStatusResult":{"verdict":"NEUTRAL","coverageState":"Gecrawlt",
                "robotsTxtState":"ALLOWED","indexingState":"INDEXING_ALLOWED",
                "pageFetchState":"SOMETHING_NEW","lastCrawlTime":"2026-11-20T10:00:00Z",
                "referringUrls":["https://example.com/"]},"mobileUsabilityResult":{}}}"#,
        )
        .unwrap();
        let status = response.inspection_result.index_status_result;
        assert_eq!(status.verdict, Verdict::Neutral);
        assert_eq!(
            status.page_fetch_state,
            PageFetchState::Unknown("SOMETHING_NEW".into())
        );
        assert_eq!(status.page_fetch_state.as_str(), "SOMETHING_NEW");
        assert!(status.google_canonical.is_none() && status.last_crawl_time.is_some());
    }

    #[test]
    fn a_crawl_at_the_epoch_did_not_happen() {
        let read = |time: &str| {
            let status = format!(r#"{{"verdict":"NEUTRAL","lastCrawlTime":{time}}}"#);
            serde_json::from_str::<IndexStatus>(&status)
                .unwrap()
                .last_crawl_time
        };
        for never in [
            "null",
            r#""1970-01-01T00:00:00Z""#,
            r#""1970-01-01T01:00:00Z""#,
        ] {
            assert_eq!(read(never), None, "{never}");
        }
        assert!(read(r#""2009-01-01T00:00:00Z""#).is_some());
    }

    #[test]
    fn null_members_equal_missing_ones() {
        let status: IndexStatus = serde_json::from_str(
            r#"{"verdict":"NEUTRAL","coverageState":null,"robotsTxtState":null,
                "googleCanonical":null,"sitemap":null,"referringUrls":null}"#,
        )
        .unwrap();
        let expected = IndexStatus {
            verdict: Verdict::Neutral,
            ..IndexStatus::default()
        };
        assert_eq!(status, expected);
    }

    #[test]
    fn an_empty_index_status_is_rejected() {
        let read = |result: &str| {
            let response = format!(r#"{{"inspectionResult":{result}}}"#);
            serde_json::from_str::<InspectUrlIndexResponse>(&response).is_ok()
        };
        for empty in [
            "{}",
            r#"{"indexStatusResult":{}}"#,
            r#"{"indexStatusResult":{"verdict":"VERDICT_UNSPECIFIED"}}"#,
            r#"{"indexStatusResult":{"coverageState":"Words"}}"#,
        ] {
            assert!(!read(empty), "{empty}");
        }
        assert!(read(r#"{"indexStatusResult":{"verdict":"NEUTRAL"}}"#));
        assert!(read(
            r#"{"indexStatusResult":{"robotsTxtState":"ALLOWED"}}"#
        ));
    }

    #[test]
    fn unspecified_equals_missing() {
        let unspecified: IndexStatus = serde_json::from_str(
            r#"{"verdict":"VERDICT_UNSPECIFIED","pageFetchState":"PAGE_FETCH_STATE_UNSPECIFIED"}"#,
        )
        .unwrap();
        assert_eq!(unspecified, IndexStatus::default());
    }
}
