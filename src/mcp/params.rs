//! Parameters of the tools.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{AggregationName, DimensionName, IndexState, SearchTypeName};

/// Which properties.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ListSites {
    /// Properties to list; all are counted.
    #[serde(default = "hundred_lines")]
    #[schemars(range(min = 1, max = 500))]
    pub(super) limit: usize,
    /// Position to continue from: `next_cursor` of the previous result.
    pub(super) cursor: Option<String>,
}

/// Parameters of a list of sitemaps.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ListSitemaps {
    /// The Search Console property by its exact name: `https://example.com/` (with the final slash)
    /// or `sc-domain:example.com`. `list_sites` lists those that the account can access.
    pub(super) site: String,
    /// Maximum number of sitemaps to list; all are counted.
    #[serde(default = "fifty")]
    #[schemars(range(min = 1, max = 500))]
    pub(super) limit: usize,
    /// Position to continue from: `next_cursor` of the previous result.
    pub(super) cursor: Option<String>,
}

/// Parameters for one sitemap.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct OfSitemap {
    /// The sitemap's URL.
    pub(super) sitemap: String,
    /// The property by its exact name; without it, the most specific that covers the sitemap.
    pub(super) site: Option<String>,
}

/// Parameters of a validation.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Validate {
    /// The sitemap's URL.
    pub(super) sitemap: String,
    /// For an index, also validate the sitemaps that it lists, and compare them with each other.
    #[serde(default)]
    pub(super) crawl: bool,
    /// Maximum number of findings to list; all are counted.
    #[serde(default = "twenty")]
    #[schemars(range(min = 0, max = 200))]
    pub(super) max_findings: usize,
}

/// Parameters of a submission.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Submit {
    /// The sitemap's URL.
    pub(super) sitemap: String,
    /// The property by its exact name; without it, the most specific that covers the sitemap and
    /// where the account may submit.
    pub(super) site: Option<String>,
    /// Do everything except submit.
    #[serde(default)]
    pub(super) dry_run: bool,
    /// After the confirmation, wait up to this many seconds for Google to download the sitemap.
    #[serde(default)]
    #[schemars(range(max = 120))]
    pub(super) wait_seconds: u64,
    /// Reject a sitemap with fewer URLs.
    pub(super) min_urls: Option<u64>,
    /// Reject a sitemap that lost more than this percentage of its entries since its last confirmed
    /// submission. Requires a store on disk.
    #[schemars(range(max = 100))]
    pub(super) max_shrink_percent: Option<u8>,
}

/// Parameters of an inspection.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Inspect {
    /// The pages' URLs, one to twenty. Each costs one of the property's 2,000 inspections a day.
    #[schemars(length(min = 1, max = 20))]
    pub(super) urls: Vec<String>,
    /// The property by its exact name; without it, the most specific that covers each page.
    pub(super) site: Option<String>,
}

/// Parameters of a list of pages.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Status {
    /// The property by its exact name.
    pub(super) site: String,
    /// List only pages in this state; without it, pages in error.
    pub(super) state: Option<IndexState>,
    /// List all pages that are not indexed, in any state.
    #[serde(default)]
    pub(super) not_indexed: bool,
    /// List only pages with this reason, such as `not-found`.
    pub(super) reason: Option<String>,
    /// List only pages whose URL begins with this.
    pub(super) prefix: Option<String>,
    /// Maximum number of pages to list; the totals always count all.
    #[serde(default = "fifty")]
    #[schemars(range(min = 0, max = 500))]
    pub(super) limit: usize,
    /// Position to continue from: `next_cursor` of the previous result.
    pub(super) cursor: Option<String>,
}

/// Parameters of an audit.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct AuditPages {
    /// The sitemap's URL, or the site's root, whose robots.txt then names the sitemaps.
    pub(super) sitemap: String,
    /// The property by its exact name; without it, the most specific that covers the sitemap.
    pub(super) site: Option<String>,
    /// Maximum number of pages to inspect, over all properties. Each costs one of the property's
    /// 2,000 inspections a day.
    #[serde(default = "hundred")]
    #[schemars(range(min = 0, max = 2000))]
    pub(super) budget: u32,
    /// Maximum time of this call in seconds. An inspection takes Google up to six.
    #[serde(default = "fifty_seconds")]
    #[schemars(range(min = 1, max = 600))]
    pub(super) max_seconds: u64,
    /// Position to continue from: `next_cursor` of the previous result.
    pub(super) cursor: Option<String>,
}

/// Parameters of a Search Analytics query.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Analytics {
    /// The property by its exact name.
    pub(super) site: String,
    /// Dimensions to group by; none gives totals.
    #[serde(default)]
    pub(super) dimensions: Vec<DimensionName>,
    /// The first day, `YYYY-MM-DD`, Pacific time; without it, 27 days before the last.
    pub(super) start: Option<String>,
    /// The last day, `YYYY-MM-DD`, Pacific time; without it, the last with final numbers.
    pub(super) end: Option<String>,
    /// Conditions that must all hold: a dimension, an operator (equals, not-equals, contains,
    /// not-contains, regex, not-regex) and a text, such as `query contains shoes`.
    #[serde(default)]
    pub(super) filters: Vec<String>,
    /// Kind of search.
    #[serde(default)]
    pub(super) search_type: SearchTypeName,
    /// Include data of the last days, which may still change. The dimension `hour` always does.
    #[serde(default)]
    pub(super) fresh: bool,
    /// Unit in which clicks and impressions are counted.
    #[serde(default)]
    pub(super) aggregation: AggregationName,
    /// Rows to answer with.
    #[serde(default = "twenty_five")]
    #[schemars(range(min = 1, max = 1000))]
    pub(super) limit: u32,
    /// Position to continue from: `next_cursor` of the previous result.
    pub(super) cursor: Option<String>,
}

/// Parameters of a diagnosis.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Diagnose {
    /// The sitemap's URL, or the site's root.
    pub(super) sitemap: Option<String>,
    /// The property by its exact name.
    pub(super) site: Option<String>,
}

const fn twenty() -> usize {
    20
}

const fn fifty() -> usize {
    50
}

/// Less than a minute, after which most clients abandon a call.
const fn fifty_seconds() -> u64 {
    50
}

const fn hundred() -> u32 {
    100
}

const fn hundred_lines() -> usize {
    100
}

const fn twenty_five() -> u32 {
    25
}
