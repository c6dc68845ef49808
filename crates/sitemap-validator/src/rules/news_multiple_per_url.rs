//! `news-multiple-per-url`: a page is more than one article.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "news-multiple-per-url",
    severity: Severity::Error,
    summary: "A page is more than one article.",
    reason: "Google permits one `news:news` per page.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Give each article an entry of its own.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("this page has a second `news:news`")
}
