//! `loc-not-absolute`: an address lacks its scheme or its host.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-not-absolute",
    severity: Severity::Error,
    summary: "An address lacks its scheme or its host.",
    reason: "Engines request the address as written; there is no base to resolve it against.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Write the full URL, with `https://` and the host.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("the address {} is not a full URL", quote(value)))
}
