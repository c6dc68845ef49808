//! `video-rating-range`: the rating of a video is out of range.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-rating-range",
    severity: Severity::Warning,
    summary: "The rating of a video is out of range.",
    reason: "Google permits 0.0 to 5.0.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write a number from 0.0 to 5.0.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the rating {} is not a number from 0.0 to 5.0",
        quote(value)
    ))
}
