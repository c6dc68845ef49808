//! `image-loc-missing`: an image has no address.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "image-loc-missing",
    severity: Severity::Error,
    summary: "An image has no address.",
    reason: "The address is all that Google reads of an image.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Give each `image:image` an `image:loc`.",
};

/// The element is not there, or it holds nothing.
pub(crate) fn draft(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`image:loc` is empty"
    } else {
        "`image:loc` is missing"
    })
}
