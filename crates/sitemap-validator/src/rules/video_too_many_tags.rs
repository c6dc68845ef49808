//! `video-too-many-tags`: a video has too many tags.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-too-many-tags",
    severity: Severity::Error,
    summary: "A video has too many tags.",
    reason: "Google permits 32.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Keep the tags that say most.",
};

/// Tags that a video may have.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps>
pub(crate) const LIMIT: u32 = 32;

pub(crate) fn draft() -> Draft {
    Draft::new(format!("this video has more than {LIMIT} tags"))
}
