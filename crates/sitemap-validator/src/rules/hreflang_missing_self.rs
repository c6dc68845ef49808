//! `hreflang-missing-self`: a page is not among its own translations.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "hreflang-missing-self",
    severity: Severity::Warning,
    summary: "A page is not among its own translations.",
    reason: "Google requires each version to list itself and all others; else it may ignore them all.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Add a link with the language of this page and its own address.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("this page lists translations, but not itself")
}
