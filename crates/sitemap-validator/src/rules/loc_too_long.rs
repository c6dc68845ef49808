//! `loc-too-long`: an address is too long.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-too-long",
    severity: Severity::Error,
    summary: "An address is too long.",
    reason: "The protocol requires fewer than 2,048 characters.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Shorten the URL; session and tracking parameters do not belong in a sitemap.",
};

/// Characters that an address must stay below.
///
/// <https://www.sitemaps.org/protocol.html#locdef>
pub(crate) const LIMIT: usize = 2048;

pub(crate) fn draft(characters: usize) -> Draft {
    Draft::new(format!(
        "the address has {characters} characters; fewer than {LIMIT} are required"
    ))
}
