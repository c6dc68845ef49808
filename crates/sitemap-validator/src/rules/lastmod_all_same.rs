//! `lastmod-all-same`: all pages have the same date.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "lastmod-all-same",
    severity: Severity::Info,
    summary: "All pages have the same date.",
    reason: "Google uses `lastmod` only where it is consistently accurate; the time of a build is not the time of a change.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write for each page when its content last changed, or leave `lastmod` out.",
};

/// Entries that must have the same date before it is no coincidence.
pub(crate) const LEAST: u64 = 10;

pub(crate) fn draft(entries: u64, value: &[u8]) -> Draft {
    let value = quote(value);
    Draft::new(format!("all {entries} entries have the date {value}"))
}
