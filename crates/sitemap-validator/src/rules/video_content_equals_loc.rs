//! `video-content-equals-loc`: the address of a video's file is that of its page.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "video-content-equals-loc",
    severity: Severity::Error,
    summary: "The address of a video's file is that of its page.",
    reason: "A page is no video, so Google finds none.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps",
    remedy: "Write the address of the file itself.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!("{} is also the address of the page", quote(name)))
}
