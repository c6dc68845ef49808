//! `too-many-sitemaps`: the sitemap index lists more sitemaps than the protocol permits.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "too-many-sitemaps",
    severity: Severity::Error,
    summary: "The sitemap index lists more sitemaps than the protocol permits.",
    reason: "The protocol permits 50,000 sitemaps per index; engines reject the file or ignore the rest.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Split the list over several indexes, and submit each of them.",
};

pub(crate) fn draft(limit: u64) -> Draft {
    Draft::new(format!(
        "this is the first sitemap beyond the {limit} that one index may list"
    ))
}
