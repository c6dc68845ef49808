//! `index-child-cross-host`: an index lists a sitemap on another host that does not permit it.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "index-child-cross-host",
    severity: Severity::Error,
    summary: "An index lists a sitemap on another host that does not permit it.",
    reason: "Engines take a sitemap from another host only where that host's robots.txt names it, or where both are verified by the same owner.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "Serve the sitemap on the host of the index, or name it in the robots.txt of its own host.",
};
