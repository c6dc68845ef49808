//! `namespace-missing`: the root element has no namespace.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "namespace-missing",
    severity: Severity::Error,
    summary: "The root element has no namespace.",
    reason: "The protocol requires the namespace on the root; without it the elements mean nothing to an XML reader.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Add `xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"` to the root element.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!("{} is in no namespace", quote(name)))
}
