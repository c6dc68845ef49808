//! `index-url-repeated`: a URL is listed by two sitemaps of an index.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "index-url-repeated",
    severity: Severity::Warning,
    summary: "A URL is listed by two sitemaps of an index.",
    reason: "The second entry takes room and may contradict the first. URLs are compared by 64-bit hashes.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "List every URL in one sitemap.",
};
