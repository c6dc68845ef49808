//! `changefreq-invalid`: a change frequency is not one of the seven values.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "changefreq-invalid",
    severity: Severity::Warning,
    summary: "A change frequency is not one of the seven values.",
    reason: "The schema knows seven values in lower case; Google ignores the element altogether.",
    source: "https://www.sitemaps.org/protocol.html#changefreqdef",
    remedy: "Write always, hourly, daily, weekly, monthly, yearly or never, or drop the element.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("{} is not a change frequency", quote(value)))
}
