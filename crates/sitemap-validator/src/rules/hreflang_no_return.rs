//! `hreflang-no-return`: a page names a translation that does not name it back.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "hreflang-no-return",
    severity: Severity::Warning,
    summary: "A page names a translation that does not name it back.",
    reason: "Two pages have to point to each other; else the annotation is ignored.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Add the missing `xhtml:link` to the entry of the translation.",
};
