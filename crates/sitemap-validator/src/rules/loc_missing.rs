//! `loc-missing`: an entry has no address.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-missing",
    severity: Severity::Error,
    summary: "An entry has no address.",
    reason: "The protocol requires `loc` in every entry; the others mean nothing without it.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Add `<loc>` with the full URL, or remove the entry.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the entry has no `loc`")
}
