//! `index-child-unreadable`: a sitemap that an index lists could not be fetched.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "index-child-unreadable",
    severity: Severity::Error,
    summary: "A sitemap that an index lists could not be fetched.",
    reason: "What cannot be fetched is not read, and its URLs are not found by it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "Serve the sitemap, or take it off the index.",
};
