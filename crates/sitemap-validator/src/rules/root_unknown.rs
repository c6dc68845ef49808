//! `root-unknown`: the root element is not one of a sitemap.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "root-unknown",
    severity: Severity::Error,
    summary: "The root element is not one of a sitemap.",
    reason: "Engines recognise a sitemap by its root: `urlset`, `sitemapindex`, `rss` or `feed`.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Begin with `<urlset>` for pages or `<sitemapindex>` for sitemaps, in lower case.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is not the root of a sitemap; its content was not checked",
        quote(name)
    ))
}
