//! `element-duplicate`: an element is repeated that may appear once.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "element-duplicate",
    severity: Severity::Error,
    summary: "An element is repeated that may appear once.",
    reason: "The schema permits each of `loc`, `lastmod`, `changefreq` and `priority` once per entry; which one counts is not said.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Keep one; give every page an entry of its own.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is repeated in this entry; the first one counts here",
        quote(name)
    ))
}
