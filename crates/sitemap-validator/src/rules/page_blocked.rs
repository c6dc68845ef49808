//! `page-blocked`: a listed page may not be fetched, after its host's robots.txt.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "page-blocked",
    severity: Severity::Error,
    summary: "A listed page may not be fetched, after its host's robots.txt.",
    reason: "What may not be crawled cannot be read, and a `noindex` on it is never seen.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the address in robots.txt, or take it off the sitemap.",
};
