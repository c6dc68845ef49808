//! `index-child-scope`: an index lists a sitemap outside of its own directory.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "index-child-scope",
    severity: Severity::Warning,
    summary: "An index lists a sitemap outside of its own directory.",
    reason: "Sitemaps of an index are to be in the same directory as the index or below it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "Move the index up, such as to the root of the site.",
};
