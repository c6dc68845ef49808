//! `loc-invalid-url`: an address is not a URL that can be requested.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-invalid-url",
    severity: Severity::Error,
    summary: "An address is not a URL that can be requested.",
    reason: "The protocol requires URLs after RFC 3986; host or port of this one cannot be understood.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Correct the host and the port.",
};

pub(crate) fn draft(value: &[u8], cause: url::ParseError) -> Draft {
    Draft::new(format!(
        "the address {} is not a URL: {cause}",
        quote(value)
    ))
}
