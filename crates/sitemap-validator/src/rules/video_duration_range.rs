//! `video-duration-range`: the duration of a video is out of range.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-duration-range",
    severity: Severity::Error,
    summary: "The duration of a video is out of range.",
    reason: "Google permits 1 to 28,800 seconds, which are eight hours.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write whole seconds, from 1 to 28800.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the duration {} is not a number of seconds from 1 to 28800",
        quote(value)
    ))
}
