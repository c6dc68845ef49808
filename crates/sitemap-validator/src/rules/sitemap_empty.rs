//! `sitemap-empty`: the sitemap has no entries.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "sitemap-empty",
    severity: Severity::Warning,
    summary: "The sitemap has no entries.",
    reason: "The schema requires at least one entry, and Search Console warns of an empty sitemap.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "List at least one page, or withdraw the sitemap.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("there are no entries")
}
