//! `loc-scheme-mismatch`: an address has another scheme than the sitemap.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-scheme-mismatch",
    severity: Severity::Error,
    summary: "An address has another scheme than the sitemap.",
    reason: "The protocol requires all addresses to use the sitemap's own scheme, and Search Console lists the difference among its errors.",
    source: "https://support.google.com/webmasters/answer/7451001",
    remedy: "Serve and list both over https.",
};

pub(crate) fn draft(found: &str, expected: &str) -> Draft {
    Draft::new(format!(
        "the address is {found}, but the sitemap is {expected}"
    ))
}
