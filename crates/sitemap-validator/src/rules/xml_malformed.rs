//! `xml-malformed`: the XML is not well-formed.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "xml-malformed",
    severity: Severity::Error,
    summary: "The XML is not well-formed.",
    reason: "An XML reader must stop at a fatal error, so an engine may ignore everything behind this place.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Produce the sitemap with an XML library in place of joining strings.",
};

pub(crate) fn draft(message: impl Into<String>) -> Draft {
    Draft::new(message)
}

/// Nothing was understood from here on, up to the next entry if there was one.
pub(crate) fn fatal(message: &str, skipped: Option<u64>) -> Draft {
    let skipped = describe_skipped(skipped);
    Draft::new(format!("{message}; {skipped}"))
}

/// What was not checked behind a place.
pub(crate) fn describe_skipped(bytes: Option<u64>) -> String {
    match bytes {
        Some(1) => "1 byte up to the next entry was skipped".to_owned(),
        Some(bytes) => format!("{bytes} bytes up to the next entry were skipped"),
        None => "the rest of the file was not checked".to_owned(),
    }
}

pub(crate) fn mismatched(expected: &[u8], found: &[u8]) -> Draft {
    let (expected, found) = (quote(expected), quote(found));
    Draft::new(format!(
        "the end tag is for {found}, but {expected} is open"
    ))
    .help(format!("Close {expected} first."))
}

pub(crate) fn unmatched(found: &[u8]) -> Draft {
    Draft::new(format!("the end tag for {} closes nothing", quote(found)))
}
