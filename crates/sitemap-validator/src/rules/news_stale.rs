//! `news-stale`: an article is older than two days.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-stale",
    severity: Severity::Warning,
    summary: "An article is older than two days.",
    reason: "A news sitemap is for articles of the last two days; Google ignores older ones.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Take older articles out of the news sitemap; they stay in the index.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the article of {} is older than two days",
        quote(value)
    ))
}
