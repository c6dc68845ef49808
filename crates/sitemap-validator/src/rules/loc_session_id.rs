//! `loc-session-id`: an address names a session.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-session-id",
    severity: Severity::Warning,
    summary: "An address names a session.",
    reason: "Each visit gives the same page another address, so the engine reads it again and again.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "List the address without the session.",
};

pub(crate) fn draft(parameter: &[u8]) -> Draft {
    Draft::new(format!(
        "the address names a session with {}",
        quote(parameter)
    ))
}
