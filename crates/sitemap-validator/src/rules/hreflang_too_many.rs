//! `hreflang-too-many`: a page has more translations than are checked.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "hreflang-too-many",
    severity: Severity::Warning,
    summary: "A page has more translations than are checked.",
    reason: "This is a bound of this check, not of Google's; there are fewer languages and countries than that.",
    source: "https://developers.google.com/search/docs/specialty/international/localized-versions",
    remedy: "Check whether the list is meant.",
};

pub(crate) fn draft(limit: usize) -> Draft {
    Draft::new(format!(
        "more than {limit} translations of one page are not checked"
    ))
}
