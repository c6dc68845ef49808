//! `gzip-trailing-data`: bytes follow the gzip data.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "gzip-trailing-data",
    severity: Severity::Warning,
    summary: "Bytes follow the gzip data.",
    reason: "Readers disagree about bytes behind the last gzip member: some ignore them, some refuse the file.",
    source: "https://www.rfc-editor.org/rfc/rfc1952",
    remedy: "Remove what follows the compressed data; often a page footer or a debug comment was appended by the web server.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("bytes that are not gzip follow the compressed data; they were ignored")
}
