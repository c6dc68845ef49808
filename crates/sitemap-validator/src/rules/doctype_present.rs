//! `doctype-present`: the file has a document type declaration.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "doctype-present",
    severity: Severity::Error,
    summary: "The file has a document type declaration.",
    reason: "Sitemaps need none, and entities declared there are a way to attack readers; this one never expands them nor fetches what they name.",
    source: "https://www.w3.org/TR/xml/#sec-prolog-dtd",
    remedy: "Remove the `<!DOCTYPE …>`.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("a document type declaration stands here; it was ignored")
}
