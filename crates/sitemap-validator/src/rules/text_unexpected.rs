//! `text-unexpected`: text stands between the elements.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "text-unexpected",
    severity: Severity::Error,
    summary: "Text stands between the elements.",
    reason: "The schema permits only elements there; text is the rest of a broken tag, or output that does not belong in the file.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Remove the text.",
};

pub(crate) fn draft(text: &[u8], parent: &[u8]) -> Draft {
    Draft::new(format!(
        "the text {} does not belong in {}",
        quote(text),
        quote(parent)
    ))
}
