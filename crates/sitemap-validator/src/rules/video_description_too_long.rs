//! `video-description-too-long`: the description of a video is too long.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-description-too-long",
    severity: Severity::Error,
    summary: "The description of a video is too long.",
    reason: "Google permits 2,048 characters.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Shorten it.",
};

/// Characters that a description may have.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps>
pub(crate) const LIMIT: usize = 2048;

pub(crate) fn draft(characters: usize) -> Draft {
    Draft::new(format!(
        "the description has {characters} characters; {LIMIT} are permitted"
    ))
}
