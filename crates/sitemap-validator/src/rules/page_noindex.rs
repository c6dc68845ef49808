//! `page-noindex`: a listed page asks not to be indexed.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "page-noindex",
    severity: Severity::Error,
    summary: "A listed page asks not to be indexed.",
    reason: "The sitemap asks to index what the page forbids to.",
    source: "https://developers.google.com/search/docs/crawling-indexing/block-indexing",
    remedy: "Take the URL off the sitemap, or the `noindex` off the page.",
};
