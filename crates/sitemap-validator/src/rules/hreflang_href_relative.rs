//! `hreflang-href-relative`: the address of a translation is no full URL.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "hreflang-href-relative",
    severity: Severity::Error,
    summary: "The address of a translation is no full URL.",
    reason: "Google requires the full URL, with its scheme.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Write the full URL, with `https://` and the host.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!(
        "the address {} of this translation is not a full URL",
        quote(value)
    ))
}

pub(crate) fn missing() -> Draft {
    Draft::new("this translation has no address: `href` is missing")
}
