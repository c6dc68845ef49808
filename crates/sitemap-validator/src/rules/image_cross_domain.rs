//! `image-cross-domain`: images lie on another host than the sitemap.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "image-cross-domain",
    severity: Severity::Info,
    summary: "Images lie on another host than the sitemap.",
    reason: "Google takes them if both hosts are verified in Search Console.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Verify the other host in Search Console, too.",
};

pub(crate) fn draft(host: &[u8]) -> Draft {
    Draft::new(format!(
        "this image and perhaps others lie on {}",
        quote(host)
    ))
}
