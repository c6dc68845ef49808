//! `image-loc-invalid`: the address of an image is no URL.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "image-loc-invalid",
    severity: Severity::Error,
    summary: "The address of an image is no URL.",
    reason: "Google cannot fetch it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Write the full URL, with `https://` and the host.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the image address {} is not a full URL",
        quote(value)
    ))
}
