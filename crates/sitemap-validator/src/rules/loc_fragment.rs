//! `loc-fragment`: an address has a fragment.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-fragment",
    severity: Severity::Warning,
    summary: "An address has a fragment.",
    reason: "Engines drop what follows the `#`, so that several addresses become one.",
    source: "https://developers.google.com/search/docs/crawling-indexing/url-structure",
    remedy: "List the page without its fragment.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("the address {} has a fragment", quote(value)))
}
