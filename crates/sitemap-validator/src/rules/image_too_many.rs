//! `image-too-many`: a page lists too many images.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "image-too-many",
    severity: Severity::Error,
    summary: "A page lists too many images.",
    reason: "Google reads 1,000 images of a page.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "List the images that matter most.",
};

/// Images that a page may list.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps>
pub(crate) const LIMIT: u32 = 1000;

pub(crate) fn draft() -> Draft {
    Draft::new(format!("this page lists more than {LIMIT} images"))
}
