//! `news-missing-publication`: an article names no publication.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-missing-publication",
    severity: Severity::Error,
    summary: "An article names no publication.",
    reason: "Google requires it of each article.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:publication`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:publication` is empty"
    } else {
        "`news:publication` is missing"
    })
}
