//! `video-url-invalid`: an address of a video is no URL.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-url-invalid",
    severity: Severity::Error,
    summary: "An address of a video is no URL.",
    reason: "Google cannot fetch it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write the full URL, with `https://` and the host.",
};

pub(crate) fn draft(name: &[u8], value: &[u8]) -> Draft {
    let (name, value) = (quote(name), quote(value));
    Draft::new(format!("{name} is not a full URL: {value}"))
}
