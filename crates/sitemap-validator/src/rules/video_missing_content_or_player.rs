//! `video-missing-content-or-player`: a video has neither a file nor a player.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-missing-content-or-player",
    severity: Severity::Error,
    summary: "A video has neither a file nor a player.",
    reason: "Google requires one of `video:content_loc` and `video:player_loc`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Add `video:content_loc` with the address of the file, or else `video:player_loc`.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("`video:content_loc` and `video:player_loc` are missing")
}
