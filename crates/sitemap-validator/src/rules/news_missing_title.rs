//! `news-missing-title`: an article has no title.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-missing-title",
    severity: Severity::Error,
    summary: "An article has no title.",
    reason: "Google requires it of each article.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:title`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:title` is empty"
    } else {
        "`news:title` is missing"
    })
}
