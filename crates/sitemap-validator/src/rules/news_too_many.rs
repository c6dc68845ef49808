//! `news-too-many`: the sitemap lists too many articles.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-too-many",
    severity: Severity::Error,
    summary: "The sitemap lists too many articles.",
    reason: "Google reads 1,000 articles of a sitemap.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Split it, and list the parts in a sitemap index.",
};

/// Articles that a sitemap may list.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>
pub(crate) const LIMIT: u64 = 1000;

pub(crate) fn draft() -> Draft {
    Draft::new(format!("this sitemap lists more than {LIMIT} articles"))
}
