//! `loc-empty`: an address is empty.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-empty",
    severity: Severity::Error,
    summary: "An address is empty.",
    reason: "The protocol requires a URL in every entry.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Write the full URL, or remove the entry.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the address is empty")
}
