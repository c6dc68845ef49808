//! `gzip-corrupt`: the gzip data is damaged.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "gzip-corrupt",
    severity: Severity::Error,
    summary: "The gzip data is damaged.",
    reason: "A damaged stream cannot be decompressed beyond the damage, so the entries behind it are lost.",
    source: "https://www.rfc-editor.org/rfc/rfc1952",
    remedy: "Compress the sitemap anew; if it is intact on the server's disk, look for a proxy that alters it on the way.",
};

pub(crate) fn draft(after: u64, cause: &std::io::Error) -> Draft {
    Draft::new(format!(
        "the gzip data is damaged after {after} decompressed bytes ({cause}); the rest was not checked"
    ))
}
