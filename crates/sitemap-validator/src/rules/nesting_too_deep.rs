//! `nesting-too-deep`: elements are nested too deeply.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "nesting-too-deep",
    severity: Severity::Error,
    summary: "Elements are nested too deeply.",
    reason: "A sitemap with all extensions nests a handful of elements; the depth is bounded here so that memory is.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Look for elements that are opened and never closed.",
};

pub(crate) fn draft(limit: usize) -> Draft {
    Draft::new(format!(
        "more than {limit} elements are open; the rest of the file was not checked"
    ))
}
