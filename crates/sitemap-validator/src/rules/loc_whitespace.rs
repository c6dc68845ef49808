//! `loc-whitespace`: white space surrounds an address.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-whitespace",
    severity: Severity::Info,
    summary: "White space surrounds an address.",
    reason: "Engines trim it; other readers may not.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Write the address directly between the tags.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("white space surrounds the address")
}
