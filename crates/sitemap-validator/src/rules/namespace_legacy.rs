//! `namespace-legacy`: the root element is in a namespace from before sitemaps.org.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "namespace-legacy",
    severity: Severity::Warning,
    summary: "The root element is in a namespace from before sitemaps.org.",
    reason: "Google's own namespaces 0.84 and 0.9 date from before the common protocol; nothing promises that engines still read them.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Write `xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"`.",
};

pub(crate) fn draft(namespace: &[u8]) -> Draft {
    Draft::new(format!(
        "the namespace {} was replaced by the one of sitemaps.org",
        quote(namespace)
    ))
}
