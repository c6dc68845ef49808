//! `entity-undeclared`: an entity is used that XML does not know.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "entity-undeclared",
    severity: Severity::Error,
    summary: "An entity is used that XML does not know.",
    reason: "XML knows `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;`; HTML's names are undeclared in a sitemap.",
    source: "https://www.w3.org/TR/xml/#sec-references",
    remedy: "Write the character itself in UTF-8; in a URL, percent-encode it.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!("the entity {} is not declared", quote(name)))
}
