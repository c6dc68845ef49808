//! `file-too-large`: the file is larger than the protocol permits.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "file-too-large",
    severity: Severity::Error,
    summary: "The file is larger than the protocol permits.",
    reason: "The protocol permits 50 MB (52,428,800 bytes) per file, counted after decompression; what lies beyond is not read by engines, nor was it here.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Split the entries over several sitemaps and list those in a sitemap index.",
};

pub(crate) fn draft(limit: u64) -> Draft {
    Draft::new(format!(
        "the file goes on after {limit} bytes; what follows was not read and not checked"
    ))
}

pub(crate) fn compressed(limit: u64) -> Draft {
    Draft::new(format!(
        "the compressed data goes on after {limit} bytes; what follows was not read and not checked"
    ))
}
