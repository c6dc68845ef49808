//! Submits, reads, lists and deletes sitemaps.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/sitemaps>.

use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use crate::client::{Call, CallError, Called, Client};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// What Search Console knows of one sitemap.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sitemap {
    /// Its URL.
    pub path: String,
    /// When it was last submitted.
    #[serde(default)]
    pub last_submitted: Option<Timestamp>,
    /// When Google last downloaded it; absent before the first time.
    #[serde(default)]
    pub last_downloaded: Option<Timestamp>,
    /// Whether it still has to be processed.
    #[serde(default)]
    pub is_pending: bool,
    /// Whether it is an index of sitemaps.
    #[serde(default)]
    pub is_sitemaps_index: bool,
    /// Errors that keep it from being processed.
    #[serde(default, deserialize_with = "wire::int64")]
    pub errors: i64,
    /// Issues with URLs in it.
    #[serde(default, deserialize_with = "wire::int64")]
    pub warnings: i64,
    /// What is in it, by kind; empty before it was processed.
    #[serde(default)]
    pub contents: Vec<SitemapContent>,
}

impl Sitemap {
    /// Web pages that Google counted in it; `None` before it was processed.
    #[must_use]
    pub fn submitted_urls(&self) -> Option<i64> {
        self.contents
            .iter()
            .find(|content| content.kind == "WEB")
            .map(|content| content.submitted)
    }
}

/// How many entries of one kind a sitemap holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SitemapContent {
    /// The kind, in the discovery document's spelling: `WEB`, `IMAGE`, …
    #[serde(rename = "type", default, deserialize_with = "wire::spelled")]
    pub kind: String,
    /// How many there are.
    #[serde(default, deserialize_with = "wire::int64")]
    pub submitted: i64,
}

#[derive(Debug, Deserialize)]
struct SitemapsListResponse {
    // An empty list is sent as an absent key.
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
    /// `sitemaps.submit`. Repeating it is harmless: the same sitemap is processed again.
    ///
    /// Success means that the API accepted the call, no more: only [`Client::get_sitemap`] tells
    /// whether it was recorded.
    ///
    /// # Errors
    /// [`CallError`]; when its `maybe_applied` is set, the submission may have been recorded all
    /// the same.
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
    /// [`CallError`]; a sitemap that Search Console does not know is a 404
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

    /// `sitemaps.delete`: Search Console forgets the sitemap; pages that it listed stay indexed.
    ///
    /// # Errors
    /// [`CallError`]; a sitemap that Search Console does not know is a 404
    /// ([`crate::Rejection::NotFound`]), also when an earlier attempt whose answer was lost removed
    /// it (`maybe_applied`).
    pub async fn delete_sitemap(
        &self,
        property: &Property,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Called<()>, CallError> {
        let call = Call::delete("sitemaps.delete", member(property, sitemap));
        self.empty(&call, deadline).await
    }

    /// `sitemaps.list`: what was submitted for `property`.
    ///
    /// # Errors
    /// [`CallError`] when no usable answer came before `deadline`.
    pub async fn list_sitemaps(
        &self,
        property: &Property,
        deadline: Deadline,
    ) -> Result<Called<Vec<Sitemap>>, CallError> {
        let call = Call::get("sitemaps.list", collection(property));
        let answer = self.json::<SitemapsListResponse>(&call, deadline).await?;
        Ok(answer.map(|list| list.sitemap))
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
    fn a_sitemap_is_read_as_the_api_writes_it() {
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
