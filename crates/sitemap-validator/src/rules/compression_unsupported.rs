//! `compression-unsupported`: the file is compressed in a way that engines do not read.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "compression-unsupported",
    severity: Severity::Error,
    summary: "The file is compressed in a way that engines do not read.",
    reason: "The protocol permits gzip and nothing else.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Compress with gzip, or not at all.",
};

pub(crate) fn draft(format: &str) -> Draft {
    Draft::new(format!("the file is {format}; the content was not checked"))
}
