//! `encoding-not-utf8`: the file is not UTF-8.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "encoding-not-utf8",
    severity: Severity::Error,
    summary: "The file is not UTF-8.",
    reason: "The protocol requires UTF-8; other bytes are read as wrong characters or end the reading.",
    source: "https://www.sitemaps.org/protocol.html#escaping",
    remedy: "Write the file as UTF-8, and declare no other encoding.",
};

/// It was read nevertheless.
pub(crate) fn other(encoding: &str) -> Draft {
    Draft::new(format!("the file is {encoding}"))
}

pub(crate) fn unread(encoding: &str) -> Draft {
    Draft::new(format!(
        "the byte order mark says {encoding}; the content was not checked"
    ))
}

pub(crate) fn declared(encoding: &str) -> Draft {
    Draft::new(format!("the XML declaration names the encoding {encoding}"))
        .help("Write the file as UTF-8 and declare `encoding=\"UTF-8\"`, or nothing.")
}

pub(crate) fn invalid(byte: u8) -> Draft {
    Draft::new(format!("the byte 0x{byte:02X} is not UTF-8 here"))
}
