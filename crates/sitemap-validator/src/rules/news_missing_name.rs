//! `news-missing-name`: a publication has no name.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-missing-name",
    severity: Severity::Error,
    summary: "A publication has no name.",
    reason: "Google requires it of each article.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:name`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:name` is empty"
    } else {
        "`news:name` is missing"
    })
}
