//! `robots-duplicate`: a sitemap is named twice.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "robots-duplicate",
    severity: Severity::Info,
    summary: "A sitemap is named twice.",
    reason: "The second record says nothing new; often one of the two was meant to be another address.",
    source: "https://www.sitemaps.org/protocol.html#submit_robots",
    remedy: "Name every sitemap once.",
};

pub(crate) fn draft(value: &str) -> Draft {
    Draft::new(format!(
        "the sitemap {} is already named above",
        quote(value.as_bytes())
    ))
}
