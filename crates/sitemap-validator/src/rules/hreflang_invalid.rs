//! `hreflang-invalid`: a translation names no language.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;
use crate::value::language::Fault;

pub(crate) static RULE: Rule = Rule {
    id: "hreflang-invalid",
    severity: Severity::Error,
    summary: "A translation names no language.",
    reason: "Google reads a language of ISO 639-1, optionally a script of ISO 15924 and a country of ISO 3166-1, or `x-default`; it ignores others.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Write `en`, `en-GB` or `x-default`; the United Kingdom is `GB`, and there is no code for a continent.",
};

pub(crate) fn draft(value: &[u8], fault: Fault) -> Draft {
    Draft::new(format!(
        "the language {} {}",
        quote(value),
        fault.describe()
    ))
}

pub(crate) fn missing() -> Draft {
    Draft::new("this translation names no language: `hreflang` is missing")
}
