//! `too-many-urls`: the sitemap lists more URLs than the protocol permits.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "too-many-urls",
    severity: Severity::Error,
    summary: "The sitemap lists more URLs than the protocol permits.",
    reason: "The protocol permits 50,000 URLs per file; engines reject the file or ignore the rest.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Split the URLs over several sitemaps and list those in a sitemap index.",
};

pub(crate) fn draft(limit: u64) -> Draft {
    Draft::new(format!(
        "this is the first URL beyond the {limit} that one sitemap may list"
    ))
}
