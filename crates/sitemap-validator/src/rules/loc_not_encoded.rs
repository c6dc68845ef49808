//! `loc-not-encoded`: an address holds characters that a URL must encode.

use crate::draft::Draft;
use crate::quote::visible;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-not-encoded",
    severity: Severity::Warning,
    summary: "An address holds characters that a URL must encode.",
    reason: "RFC 3986 permits no spaces, quotes, angle brackets or braces in a URL, and a percent sign only before two hexadecimal digits; readers guess differently.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Percent-encode the character, a space as `%20` and a percent sign as `%25`.",
};

pub(crate) fn character(byte: u8) -> Draft {
    Draft::new(format!(
        "the character `{}` must be percent-encoded in a URL",
        visible(char::from(byte))
    ))
}

pub(crate) fn percent() -> Draft {
    Draft::new("a percent sign is not followed by two hexadecimal digits")
}
