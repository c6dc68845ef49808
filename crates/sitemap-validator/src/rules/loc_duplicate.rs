//! `loc-duplicate`: an address is listed twice.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-duplicate",
    severity: Severity::Warning,
    summary: "An address is listed twice.",
    reason: "The second entry takes room from the limit and may contradict the first. Addresses are compared by 64-bit hashes: in a full sitemap the chance of even one false finding is below one in ten thousand million.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "List every address once.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the address {} is already listed above",
        quote(value)
    ))
}
