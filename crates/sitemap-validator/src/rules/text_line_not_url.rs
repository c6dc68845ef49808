//! `text-line-not-url`: a line of a text sitemap is not a URL.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "text-line-not-url",
    severity: Severity::Error,
    summary: "A line of a text sitemap is not a URL.",
    reason: "A text sitemap holds one full URL per line and nothing else.",
    source: "https://www.sitemaps.org/protocol.html#otherformats",
    remedy: "Remove headings, comments and separators; write one full URL per line.",
};

pub(crate) fn draft(value: &[u8]) -> Draft {
    Draft::new(format!("the line {} is not a full URL", quote(value)))
}
