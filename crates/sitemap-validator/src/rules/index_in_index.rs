//! `index-in-index`: an index lists another index.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "index-in-index",
    severity: Severity::Error,
    summary: "An index lists another index.",
    reason: "An index lists sitemaps; engines do not follow an index from an index.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "List the sitemaps themselves, or submit both indexes.",
};
