//! `gzip-extension-mismatch`: the file's name says gzip and the content does not, or the reverse.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "gzip-extension-mismatch",
    severity: Severity::Warning,
    summary: "The file's name says gzip and the content does not, or the reverse.",
    reason: "Readers that trust the name try to decompress plain text, or parse compressed bytes. This is asked of files alone: a server may add or take off gzip on the way, and says so beside the content.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Name compressed sitemaps `.xml.gz` and plain ones `.xml`.",
};

pub(crate) fn not_compressed() -> Draft {
    Draft::new("the name ends in `.gz`, but the content is not gzip")
}

pub(crate) fn compressed() -> Draft {
    Draft::new("the content is gzip, but the name does not end in `.gz`")
}
