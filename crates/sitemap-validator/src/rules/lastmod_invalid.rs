//! `lastmod-invalid`: a date is not in W3C Datetime format.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;
use crate::value::lastmod::Fault;

pub(crate) static RULE: Rule = Rule {
    id: "lastmod-invalid",
    severity: Severity::Error,
    summary: "A date is not in W3C Datetime format.",
    reason: "Engines cannot read it: Search Console reports an invalid date.",
    source: "https://www.w3.org/TR/NOTE-datetime",
    remedy: "Write `2026-01-31`, or `2026-01-31T12:00:00Z` with the time zone.",
};

pub(crate) fn draft(value: &[u8], fault: Fault) -> Draft {
    Draft::new(format!("the date {} {}", quote(value), fault.describe()))
}
