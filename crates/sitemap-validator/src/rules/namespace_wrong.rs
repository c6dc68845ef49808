//! `namespace-wrong`: the root element is in a namespace that is not the protocol's.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "namespace-wrong",
    severity: Severity::Error,
    summary: "The root element is in a namespace that is not the protocol's.",
    reason: "The namespace is compared byte by byte: `https`, a missing `www` or a trailing slash make it another one.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Write `xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"`, with `http`.",
};

pub(crate) fn draft(namespace: &[u8]) -> Draft {
    Draft::new(format!(
        "the namespace {} is not the one of sitemaps",
        quote(namespace)
    ))
}
