//! `root-nested`: a root element stands inside the document.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "root-nested",
    severity: Severity::Error,
    summary: "A root element stands inside the document.",
    reason: "Two files were joined or a template was applied twice; engines read the inner one as an unknown element.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Keep one root element around all entries.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!("{} is nested inside the root element", quote(name)))
}
