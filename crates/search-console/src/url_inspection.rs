//! Asks what Google's index knows of one URL.
//!
//! The answer is about the version in the index; there is no live test and no way to ask for
//! indexing in this API.
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

/// The language of texts for people. Nothing is decided by them.
const LANGUAGE: &str = "en-US";

/// What Google's index knows of a URL (`IndexStatusInspectionResult`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IndexStatus {
    /// The overall verdict.
    #[serde(deserialize_with = "wire::spelled")]
    pub verdict: Verdict,
    /// Google's own words, for people only: they change with the language.
    pub coverage_state: String,
    /// Whether robots.txt lets Google crawl it.
    #[serde(deserialize_with = "wire::spelled")]
    pub robots_txt_state: RobotsTxtState,
    /// Whether the page lets Google index it.
    #[serde(deserialize_with = "wire::spelled")]
    pub indexing_state: IndexingState,
    /// How the last fetch went.
    #[serde(deserialize_with = "wire::spelled")]
    pub page_fetch_state: PageFetchState,
    /// When it was last crawled; absent when it never was.
    pub last_crawl_time: Option<Timestamp>,
    /// The page that Google took as canonical; absent when it is not indexed.
    pub google_canonical: Option<String>,
    /// The page that the page itself calls canonical.
    pub user_canonical: Option<String>,
    /// Sitemaps in which Google found it.
    pub sitemap: Vec<String>,
    /// Pages on which Google found it, a few of them.
    pub referring_urls: Vec<String>,
}

/// What an inspection found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// What the index knows.
    pub index_status: IndexStatus,
    /// Where Search Console shows the same.
    pub link: Option<String>,
}

/// Declares an enumeration of the API: the values that its document lists, and whatever else may
/// come.
macro_rules! api_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$value_doc])* $value,)*
            /// The API did not say.
            #[default]
            Unspecified,
            /// A value that this version does not know.
            Unknown(String),
        }

        impl $name {
            /// The value as the API's document writes it.
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
    /// The overall verdict on a URL.
    Verdict {
        /// It is on Google.
        Pass = "PASS",
        /// Reserved, no longer in use.
        Partial = "PARTIAL",
        /// It is not on Google, because of an error.
        Fail = "FAIL",
        /// It is not on Google, for another reason.
        Neutral = "NEUTRAL",
    }
}

api_enum! {
    /// Whether robots.txt lets Google crawl a page.
    RobotsTxtState {
        /// It does.
        Allowed = "ALLOWED",
        /// It does not.
        Disallowed = "DISALLOWED",
    }
}

api_enum! {
    /// Whether a page lets Google index it.
    IndexingState {
        /// It does.
        Allowed = "INDEXING_ALLOWED",
        /// A `noindex` in a meta tag.
        BlockedByMetaTag = "BLOCKED_BY_META_TAG",
        /// A `noindex` in the `X-Robots-Tag` header.
        BlockedByHttpHeader = "BLOCKED_BY_HTTP_HEADER",
        /// Reserved, no longer in use.
        BlockedByRobotsTxt = "BLOCKED_BY_ROBOTS_TXT",
    }
}

api_enum! {
    /// How Google's last fetch of a page went.
    PageFetchState {
        /// Well.
        Successful = "SUCCESSFUL",
        /// A page that says "not found" with status 200.
        Soft404 = "SOFT_404",
        /// robots.txt forbids it.
        BlockedRobotsTxt = "BLOCKED_ROBOTS_TXT",
        /// 404.
        NotFound = "NOT_FOUND",
        /// 401.
        AccessDenied = "ACCESS_DENIED",
        /// 5xx.
        ServerError = "SERVER_ERROR",
        /// A redirect that leads nowhere.
        RedirectError = "REDIRECT_ERROR",
        /// 403.
        AccessForbidden = "ACCESS_FORBIDDEN",
        /// Another 4xx.
        Blocked4xx = "BLOCKED_4XX",
        /// An error of Google's own.
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
    #[serde(deserialize_with = "finding")]
    index_status_result: IndexStatus,
}

/// Reads a status that says something. One without a verdict and without any other field is no
/// finding, least of all that Google does not know the page: of such a page it says `NEUTRAL`.
fn finding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IndexStatus, D::Error> {
    let status = IndexStatus::deserialize(deserializer)?;
    let without_words = IndexStatus {
        coverage_state: String::new(),
        ..status.clone()
    };
    if without_words == IndexStatus::default() {
        return Err(D::Error::custom("the index status says nothing"));
    }
    Ok(status)
}

impl Client {
    /// `urlInspection.index.inspect`, one attempt: every one of them counts against the property's
    /// quota of 2,000 a day and 600 a minute
    /// (<https://developers.google.com/webmaster-tools/limits#url-inspection>), so the caller
    /// decides about each.
    ///
    /// # Errors
    /// [`Error`], which says for itself whether to try again ([`Error::retry`]).
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
        let answer: InspectUrlIndexResponse = self.json_once(&call, deadline).await?;
        let result = answer.inspection_result;
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
    fn an_answer_is_read_and_what_is_new_in_it_is_kept() {
        let answer: InspectUrlIndexResponse = serde_json::from_str(
            r#"{"inspectionResult":{"inspectionResultLink":"https://search.google.com/x",
                "indexStatusResult":{"verdict":"NEUTRAL","coverageState":"Gecrawlt",
                "robotsTxtState":"ALLOWED","indexingState":"INDEXING_ALLOWED",
                "pageFetchState":"SOMETHING_NEW","lastCrawlTime":"2026-11-20T10:00:00Z",
                "referringUrls":["https://example.com/"]},"mobileUsabilityResult":{}}}"#,
        )
        .unwrap();
        let status = answer.inspection_result.index_status_result;
        assert_eq!(status.verdict, Verdict::Neutral);
        assert_eq!(
            status.page_fetch_state,
            PageFetchState::Unknown("SOMETHING_NEW".into())
        );
        assert_eq!(status.page_fetch_state.as_str(), "SOMETHING_NEW");
        assert!(status.google_canonical.is_none() && status.last_crawl_time.is_some());
    }

    #[test]
    fn an_answer_without_a_finding_is_not_understood() {
        let read = |result: &str| {
            let answer = format!(r#"{{"inspectionResult":{result}}}"#);
            serde_json::from_str::<InspectUrlIndexResponse>(&answer).is_ok()
        };
        for nothing in [
            "{}",
            r#"{"indexStatusResult":{}}"#,
            r#"{"indexStatusResult":{"verdict":"VERDICT_UNSPECIFIED"}}"#,
            r#"{"indexStatusResult":{"coverageState":"Words"}}"#,
        ] {
            assert!(!read(nothing), "{nothing}");
        }
        assert!(read(r#"{"indexStatusResult":{"verdict":"NEUTRAL"}}"#));
        assert!(read(
            r#"{"indexStatusResult":{"robotsTxtState":"ALLOWED"}}"#
        ));
    }

    #[test]
    fn what_is_unspecified_or_missing_says_nothing() {
        let unspecified: IndexStatus = serde_json::from_str(
            r#"{"verdict":"VERDICT_UNSPECIFIED","pageFetchState":"PAGE_FETCH_STATE_UNSPECIFIED"}"#,
        )
        .unwrap();
        assert_eq!(unspecified, IndexStatus::default());
    }
}
