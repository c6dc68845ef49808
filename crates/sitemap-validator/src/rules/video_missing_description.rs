//! `video-missing-description`: a video has no description.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-missing-description",
    severity: Severity::Error,
    summary: "A video has no description.",
    reason: "Google requires it of each video.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Give each `video:video` a `video:description`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`video:description` is empty"
    } else {
        "`video:description` is missing"
    })
}
