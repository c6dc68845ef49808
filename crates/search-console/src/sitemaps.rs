//! Submits, gets, lists and deletes sitemaps.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/sitemaps>.

use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use crate::client::{Call, CallError, Called, Client};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// A sitemap in Search Console.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sitemap {
    /// Its URL.
    pub path: String,
    /// Time of the last submission.
    #[serde(default)]
    pub last_submitted: Option<Timestamp>,
    /// Time of Google's last download, if any.
    #[serde(default)]
    pub last_downloaded: Option<Timestamp>,
    /// True if it is not processed yet.
    #[serde(default)]
    pub is_pending: bool,
    /// True for a sitemap index.
    #[serde(default)]
    pub is_sitemaps_index: bool,
    /// Number of errors that prevent its processing.
    #[serde(default, deserialize_with = "wire::int64")]
    pub errors: i64,
    /// Number of issues with its URLs.
    #[serde(default, deserialize_with = "wire::int64")]
    pub warnings: i64,
    /// Numbers of entries by kind; empty until it is processed.
    #[serde(default)]
    pub contents: Vec<SitemapContent>,
}

impl Sitemap {
    /// Number of web pages that Google counted; `None` until it is processed.
    #[must_use]
    pub fn submitted_urls(&self) -> Option<i64> {
        self.contents
            .iter()
            .find(|content| content.kind == "WEB")
            .map(|content| content.submitted)
    }
}

/// Number of a sitemap's entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SitemapContent {
    /// The kind as the discovery document spells it: `WEB`, `IMAGE`, …
    #[serde(rename = "type", default, deserialize_with = "wire::either_spelling")]
    pub kind: String,
    /// Number of entries.
    #[serde(default, deserialize_with = "wire::int64")]
    pub submitted: i64,
}

#[derive(Debug, Deserialize)]
struct SitemapsListResponse {
    // The API omits the key if the list is empty.
    #[serde(default)]
    sitemap: Vec<Sitemap>,
}

fn collection(property: &Property) -> String {
    format!("{}/sitemaps", wire::site_path(property))
}

fn member(property: &Property, sitemap: &Url) -> String {
    let feed = wire::one_segment(sitemap.as_str());
    format!("{}/{feed}", collection(property))
}

impl Client {
    /// `sitemaps.submit`. A second submission is harmless: Google processes the sitemap again.
    ///
    /// Success only means that the API accepted the request; check with [`Client::get_sitemap`] that
    /// the submission was recorded.
    ///
    /// # Errors
    /// [`CallError`]; if its `maybe_applied` is set, the submission may have been recorded.
    pub async fn submit_sitemap(
        &self,
        property: &Property,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Called<()>, CallError> {
        let call = Call::put("sitemaps.submit", member(property, sitemap));
        self.empty(&call, deadline).await
    }

    /// `sitemaps.get`.
    ///
    /// # Errors
    /// [`CallError`]; a sitemap that was not submitted is a 404
    /// ([`crate::Rejection::NotFound`]).
    pub async fn get_sitemap(
        &self,
        property: &Property,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Called<Sitemap>, CallError> {
        let call = Call::get("sitemaps.get", member(property, sitemap));
        self.json(&call, deadline).await
    }

    /// `sitemaps.delete`: removes the sitemap from Search Console; its pages stay indexed.
    ///
    /// # Errors
    /// [`CallError`]; a sitemap that was not submitted is a 404
    /// ([`crate::Rejection::NotFound`]), also if an earlier attempt whose response was lost removed it
    /// (`maybe_applied`).
    pub async fn delete_sitemap(
        &self,
        property: &Property,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Called<()>, CallError> {
        let call = Call::delete("sitemaps.delete", member(property, sitemap));
        self.empty(&call, deadline).await
    }

    /// `sitemaps.list`: returns the sitemaps submitted for `property`.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn list_sitemaps(
        &self,
        property: &Property,
        deadline: Deadline,
    ) -> Result<Called<Vec<Sitemap>>, CallError> {
        let call = Call::get("sitemaps.list", collection(property));
        let response = self.json::<SitemapsListResponse>(&call, deadline).await?;
        Ok(response.map(|list| list.sitemap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn property_and_sitemap_are_one_segment_each_encoded_once() {
        let property: Property = "https://example.com/".parse().unwrap();
        let sitemap: Url = "https://example.com/a%20b.xml?x=1&y=~z".parse().unwrap();
        assert_eq!(
            member(&property, &sitemap),
            "webmasters/v3/sites/https%3A%2F%2Fexample.com%2F/sitemaps/\
             https%3A%2F%2Fexample.com%2Fa%2520b.xml%3Fx%3D1%26y%3D~z"
        );
        let domain: Property = "sc-domain:example.com".parse().unwrap();
        assert_eq!(
            collection(&domain),
            "webmasters/v3/sites/sc-domain%3Aexample.com/sitemaps"
        );
    }

    #[test]
    fn a_sitemap_is_parsed_as_the_api_sends_it() {
        let sitemap: Sitemap = serde_json::from_str(
            r#"{"path":"https://example.com/s.xml","lastSubmitted":"2026-11-23T05:00:00.123Z",
                "isPending":false,"isSitemapsIndex":false,"type":"sitemap",
                "lastDownloaded":"2026-11-23T05:01:00Z","warnings":"3","errors":"0",
                "contents":[{"type":"image","submitted":"7","indexed":"0"},{"type":"web","submitted":"42"}]}"#,
        )
        .unwrap();
        assert_eq!(sitemap.submitted_urls(), Some(42));
        assert_eq!((sitemap.errors, sitemap.warnings), (0, 3));
        assert!(sitemap.last_submitted < sitemap.last_downloaded);

        let fresh: Sitemap =
            serde_json::from_str(r#"{"path":"https://example.com/s.xml","isPending":true}"#)
                .unwrap();
        assert_eq!(fresh.submitted_urls(), None);
        assert!(fresh.is_pending && fresh.last_submitted.is_none());
    }
}
