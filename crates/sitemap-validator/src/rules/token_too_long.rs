//! `token-too-long`: a tag, comment or value is too long to read.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::rules::xml_malformed::describe_skipped;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "token-too-long",
    severity: Severity::Error,
    summary: "A tag, comment or value is too long to read.",
    reason: "No part of a sitemap needs this length; it is bounded here so that memory is.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Look for a missing quote, `>` or end tag shortly after the place.",
};

pub(crate) fn value(limit: usize) -> Draft {
    Draft::new(format!(
        "this value is longer than {limit} bytes; it was not checked"
    ))
}

/// Nothing was understood from here on, up to the next entry if there was one.
pub(crate) fn markup(limit: usize, skipped: Option<u64>) -> Draft {
    let skipped = describe_skipped(skipped);
    Draft::new(format!(
        "this tag or comment is longer than {limit} bytes; {skipped}"
    ))
}

pub(crate) fn line(limit: usize) -> Draft {
    Draft::new(format!(
        "this line is longer than {limit} bytes; it was not checked"
    ))
}
