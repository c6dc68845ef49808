//! `gzip-truncated`: the gzip data ends too early.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "gzip-truncated",
    severity: Severity::Error,
    summary: "The gzip data ends too early.",
    reason: "The last gzip member lacks its end, so entries may be missing and the checksum cannot be compared.",
    source: "https://www.rfc-editor.org/rfc/rfc1952",
    remedy: "Publish the compressed file atomically: write it under another name, then rename it.",
};

pub(crate) fn draft(after: u64) -> Draft {
    Draft::new(format!(
        "the gzip data ends in the middle, after {after} decompressed bytes"
    ))
}
