//! `page-redirect`: a listed page redirects.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "page-redirect",
    severity: Severity::Warning,
    summary: "A listed page redirects.",
    reason: "A sitemap is to list the addresses that are to be shown in search results; a redirect says that this one is not.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "List the address that the redirect leads to.",
};
