//! `news-deprecated-tag`: an element of the news extension has no effect any more.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-deprecated-tag",
    severity: Severity::Info,
    summary: "An element of the news extension has no effect any more.",
    reason: "Google does not use it any more.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Leave it out.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!("Google ignores {}", quote(name)))
}
