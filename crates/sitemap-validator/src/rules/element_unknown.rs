//! `element-unknown`: an element is not one of the protocol's.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "element-unknown",
    severity: Severity::Warning,
    summary: "An element is not one of the protocol's.",
    reason: "Engines ignore elements of the sitemap namespace that they do not know; names are in lower case.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Correct the name, or put the element in a namespace of its own.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is not an element of the protocol; it was ignored",
        quote(name)
    ))
}
