//! `xml-truncated`: the file ends in a tag, or while elements are open.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "xml-truncated",
    severity: Severity::Error,
    summary: "The file ends in a tag, or while elements are open.",
    reason: "The end is missing, so entries may be missing too; an XML reader must report a fatal error.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Publish the file atomically: write it under another name, then rename it.",
};

pub(crate) fn draft(open: &[u8]) -> Draft {
    Draft::new(format!("the file ends while {} is open", quote(open)))
}

pub(crate) fn inside(what: &str) -> Draft {
    Draft::new(format!("the file ends inside of this {what}"))
}

pub(crate) fn no_root() -> Draft {
    Draft::new("the file ends before its first element")
}
