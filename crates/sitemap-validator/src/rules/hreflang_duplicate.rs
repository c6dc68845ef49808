//! `hreflang-duplicate`: a page has two translations for one language.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "hreflang-duplicate",
    severity: Severity::Warning,
    summary: "A page has two translations for one language.",
    reason: "Google cannot tell which one is meant.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Keep one of them.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("the language {} is repeated", quote(value)))
}
