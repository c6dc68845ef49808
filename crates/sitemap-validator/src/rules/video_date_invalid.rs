//! `video-date-invalid`: a date of a video cannot be read.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-date-invalid",
    severity: Severity::Warning,
    summary: "A date of a video cannot be read.",
    reason: "Google reads dates in W3C format; of a video whose date it cannot read it does not know when it ends.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write `2026-01-31` or `2026-01-31T12:00:00+01:00`.",
};

pub(crate) fn draft(name: &[u8], value: &[u8]) -> Draft {
    let (name, value) = (quote(name), quote(value));
    Draft::new(format!("{name} is not a date in W3C format: {value}"))
}
