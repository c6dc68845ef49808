//! `news-date-invalid`: the date of an article cannot be read.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;
use crate::value::lastmod::Fault;

pub(crate) static RULE: Rule = Rule {
    id: "news-date-invalid",
    severity: Severity::Error,
    summary: "The date of an article cannot be read.",
    reason: "Google reads dates in W3C format.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap",
    remedy: "Write `2026-01-31` or `2026-01-31T12:00:00+01:00`.",
};

pub(crate) fn draft(value: &[u8], fault: Fault) -> Draft {
    Draft::new(format!("the date {} {}", quote(value), fault.describe()))
}
