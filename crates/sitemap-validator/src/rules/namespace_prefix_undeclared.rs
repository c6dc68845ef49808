//! `namespace-prefix-undeclared`: a prefix is used that no `xmlns` declares.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "namespace-prefix-undeclared",
    severity: Severity::Error,
    summary: "A prefix is used that no `xmlns` declares.",
    reason: "An XML reader with namespaces refuses the file; the usual case is an image or news extension without its `xmlns`.",
    source: "https://www.w3.org/TR/xml-names/#nsc-NSDeclared",
    remedy: "Declare the prefix on the root element, for example `xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"`.",
};

pub(crate) fn draft(prefix: &[u8]) -> Draft {
    Draft::new(format!("the prefix {} is not declared", quote(prefix)))
}
