//! `robots-blocks-sitemap`: the robots.txt forbids to fetch a sitemap that it names.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "robots-blocks-sitemap",
    severity: Severity::Error,
    summary: "The robots.txt forbids to fetch a sitemap that it names.",
    reason: "A crawler that may not fetch the sitemap does not read it; Search Console then says that it could not be fetched.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the address of the sitemap for every crawler.",
};

pub(crate) fn draft(sitemap: &str, agent: &str) -> Draft {
    Draft::new(format!(
        "{} may not be fetched by {agent}, after the rules of this file",
        quote(sitemap.as_bytes())
    ))
}
