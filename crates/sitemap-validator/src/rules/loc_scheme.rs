//! `loc-scheme`: an address is neither http nor https.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-scheme",
    severity: Severity::Error,
    summary: "An address is neither http nor https.",
    reason: "Engines crawl pages over HTTP only.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "List the page's http or https address, or remove the entry.",
};

pub(crate) fn draft(scheme: &[u8]) -> Draft {
    Draft::new(format!(
        "the scheme {} is neither http nor https",
        quote(scheme)
    ))
}
