//! `news-missing-language`: a publication has no language.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-missing-language",
    severity: Severity::Error,
    summary: "A publication has no language.",
    reason: "Google requires it of each article.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Add `news:language`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`news:language` is empty"
    } else {
        "`news:language` is missing"
    })
}
