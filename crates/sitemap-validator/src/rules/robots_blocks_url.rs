//! `robots-blocks-url`: the robots.txt of a host forbids to fetch a URL that a sitemap lists.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "robots-blocks-url",
    severity: Severity::Error,
    summary: "The robots.txt of a host forbids to fetch a URL that a sitemap lists.",
    reason: "A page that may not be crawled cannot be read; Search Console reports it as blocked.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the address in robots.txt, or take it off the sitemap.",
};
