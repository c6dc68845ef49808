//! `xml-decl-not-first`: something stands before the XML declaration.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "xml-decl-not-first",
    severity: Severity::Error,
    summary: "Something stands before the XML declaration.",
    reason: "`<?xml` is only permitted as the very first bytes; XML readers refuse the file.",
    source: "https://www.w3.org/TR/xml/#sec-prolog-dtd",
    remedy: "Remove what comes before it; often a blank line or a warning printed by a script.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the XML declaration is not at the very beginning of the file")
}
