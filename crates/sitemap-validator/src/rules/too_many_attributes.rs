//! `too-many-attributes`: an element has too many attributes.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "too-many-attributes",
    severity: Severity::Error,
    summary: "An element has too many attributes.",
    reason: "Elements of sitemaps have a handful of attributes; the number is bounded here so that time is.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Remove the attributes.",
};

pub(crate) fn draft(limit: usize) -> Draft {
    Draft::new(format!(
        "the element has more than {limit} attributes; those beyond were ignored"
    ))
}

pub(crate) fn namespaces(limit: usize) -> Draft {
    Draft::new(format!(
        "more than {limit} namespaces are declared; those beyond were ignored"
    ))
}
