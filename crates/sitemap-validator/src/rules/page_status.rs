//! `page-status`: a listed page answers with an error.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "page-status",
    severity: Severity::Error,
    summary: "A listed page answers with an error.",
    reason: "A URL that cannot be had is not indexed, and makes engines trust the sitemap less.",
    source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors",
    remedy: "Take the URL off the sitemap, or repair the page.",
};
