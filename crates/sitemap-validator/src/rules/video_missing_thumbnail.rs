//! `video-missing-thumbnail`: a video has no thumbnail.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-missing-thumbnail",
    severity: Severity::Error,
    summary: "A video has no thumbnail.",
    reason: "Google requires it of each video.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Give each `video:video` a `video:thumbnail_loc`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`video:thumbnail_loc` is empty"
    } else {
        "`video:thumbnail_loc` is missing"
    })
}
