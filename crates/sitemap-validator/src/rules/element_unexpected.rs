//! `element-unexpected`: an element of the protocol stands where it does not belong.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "element-unexpected",
    severity: Severity::Error,
    summary: "An element of the protocol stands where it does not belong.",
    reason: "The schema permits each element in one place only; elsewhere it is an error or is ignored.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Move the element: `url` belongs in `urlset`, `sitemap` in `sitemapindex`, and the others in those.",
};

pub(crate) fn draft(name: &[u8], parent: &[u8]) -> Draft {
    Draft::new(format!(
        "{} does not belong in {}",
        quote(name),
        quote(parent)
    ))
}
