//! `lastmod-future`: a date lies in the future.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "lastmod-future",
    severity: Severity::Warning,
    summary: "A date lies in the future.",
    reason: "Google uses `lastmod` only where it is consistently accurate; a change that has not happened is not.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write the time of the page's last change; check the clock and the time zone.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("the date {} lies in the future", quote(value)))
}
