//! `news-missing-date`: an article has no date.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-missing-date",
    severity: Severity::Error,
    summary: "An article has no date.",
    reason: "Google requires it of each article.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:publication_date`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:publication_date` is empty"
    } else {
        "`news:publication_date` is missing"
    })
}
