//! `gzip-nested`: the file is gzipped more than twice.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "gzip-nested",
    severity: Severity::Error,
    summary: "The file is gzipped more than twice.",
    reason: "A `.gz` file sent with `Content-Encoding: gzip` is two layers; further layers are a mistake, and no engine unpacks them.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Compress the sitemap once.",
};

pub(crate) fn draft(layers: usize) -> Draft {
    Draft::new(format!(
        "below {layers} layers of gzip lies another; it was not read"
    ))
}
