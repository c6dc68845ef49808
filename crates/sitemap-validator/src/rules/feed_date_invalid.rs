//! `feed-date-invalid`: a date in a feed cannot be read.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "feed-date-invalid",
    severity: Severity::Warning,
    summary: "A date in a feed cannot be read.",
    reason: "An engine that cannot read the date does not know what is new.",
    source: "https://www.rssboard.org/rss-specification#hrelementsOfLtitemgt",
    remedy: "Write `Wed, 02 Oct 2024 13:00:00 GMT` in RSS, and `2024-10-02T13:00:00Z` in Atom.",
};

pub(crate) fn draft(value: &[u8], format: &str) -> Draft {
    Draft::new(format!(
        "the date {} is not in the format of {format}",
        quote(value)
    ))
}

pub(crate) fn spelt_out(value: &[u8], name: &[u8]) -> Draft {
    Draft::new(format!(
        "the date {} is not in the format of RSS, which takes the first three letters of {}",
        quote(value),
        quote(name)
    ))
}
