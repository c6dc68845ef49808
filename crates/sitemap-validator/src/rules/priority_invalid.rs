//! `priority-invalid`: a priority is not a number from 0.0 to 1.0.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "priority-invalid",
    severity: Severity::Warning,
    summary: "A priority is not a number from 0.0 to 1.0.",
    reason: "The schema permits decimals from 0.0 to 1.0; Google ignores the element altogether.",
    source: "https://www.sitemaps.org/protocol.html#prioritydef",
    remedy: "Write a number such as `0.5`, with a point, or drop the element.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("{} is not a priority", quote(value)))
}
