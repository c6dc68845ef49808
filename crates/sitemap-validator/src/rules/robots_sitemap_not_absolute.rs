//! `robots-sitemap-not-absolute`: a `Sitemap:` record does not hold a full URL.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "robots-sitemap-not-absolute",
    severity: Severity::Error,
    summary: "A `Sitemap:` record does not hold a full URL.",
    reason: "Crawlers take the value as written; one without scheme and host, or with another scheme than http and https, names nothing.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#sitemap",
    remedy: "Write the full URL, with `https://` and the host.",
};

pub(crate) fn draft(value: &str) -> Draft {
    Draft::new(format!("{} is not a full URL", quote(value.as_bytes())))
}
