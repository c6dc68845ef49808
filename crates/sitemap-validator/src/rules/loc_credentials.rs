//! `loc-credentials`: an address holds a user name or a password.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-credentials",
    severity: Severity::Warning,
    summary: "An address holds a user name or a password.",
    reason: "Whoever reads the sitemap can read it, and engines do not log in.",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    remedy: "Remove what stands before the `@`, and change the password.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the address holds a user name or a password")
}
