//! `entity-unescaped`: an ampersand is not escaped.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "entity-unescaped",
    severity: Severity::Error,
    summary: "An ampersand is not escaped.",
    reason: "`&` begins a reference in XML; alone it makes the file ill-formed.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Write `&amp;` for `&`.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("an ampersand is not escaped")
}
