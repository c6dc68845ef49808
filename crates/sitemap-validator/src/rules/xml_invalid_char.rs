//! `xml-invalid-char`: a character stands in the file that XML does not permit.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "xml-invalid-char",
    severity: Severity::Error,
    summary: "A character stands in the file that XML does not permit.",
    reason: "XML 1.0 permits no control characters but tab, line feed and carriage return, no surrogates, and neither U+FFFE nor U+FFFF, not even as reference.",
    source: "https://www.w3.org/TR/xml/#charsets",
    remedy: "Remove the character where the text is produced; write characters beyond U+FFFF as themselves, not as two references.",
};

pub(crate) fn character(code: u32) -> Draft {
    Draft::new(format!(
        "the character U+{code:04X} is not permitted in XML"
    ))
}

pub(crate) fn reference(name: &[u8]) -> Draft {
    Draft::new(format!(
        "the reference &{}; names no character of XML",
        String::from_utf8_lossy(name)
    ))
}
