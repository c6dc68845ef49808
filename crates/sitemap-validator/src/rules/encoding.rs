//! Rules about the character encoding and the characters of a file.

use crate::draft::Draft;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static NOT_UTF8: Rule = Rule {
    id: "encoding-not-utf8",
    severity: Severity::Fatal,
    summary: "The file is not UTF-8.",
    reason: "The protocol requires UTF-8. An XML reader must stop at bytes that are not in the encoding of the file, so engines cannot read it.",
    source: "https://www.sitemaps.org/protocol.html#escaping",
    remedy: "Write the file as UTF-8.",
    example: Example {
        bad: "$ iconv -t ISO-8859-1 < sitemap.xml > served.xml",
        good: "$ iconv -t UTF-8 < sitemap.xml > served.xml",
    },
};

/// Message for an encoding that was converted.
pub(crate) fn not_utf8_unread(encoding: &str) -> Draft {
    Draft::new(format!(
        "the byte order mark indicates {encoding}; the content was not checked"
    ))
}

pub(crate) fn not_utf8_declared(encoding: &str) -> Draft {
    Draft::new(format!(
        "the XML declaration names the encoding {encoding}, in which the file is not written"
    ))
    .help("Write the file as UTF-8 and declare `encoding=\"UTF-8\"`, or nothing.")
}

pub(crate) fn not_utf8_invalid(byte: u8) -> Draft {
    Draft::new(format!("the byte 0x{byte:02X} is not UTF-8 here"))
}

pub(crate) static OTHER: Rule = Rule {
    id: "encoding-other",
    severity: Severity::Warning,
    summary: "The file declares another encoding than UTF-8.",
    reason: "The protocol requires UTF-8. XML readers may support other declared encodings but need not, except UTF-16; no source documents that engines reject them.",
    source: "https://www.sitemaps.org/protocol.html#escaping",
    remedy: "Write the file as UTF-8 and declare `encoding=\"UTF-8\"`, or nothing.",
    example: Example {
        bad: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn other_by_bytes(encoding: &str) -> Draft {
    Draft::new(format!("the file is {encoding}"))
}

pub(crate) fn other_declared(encoding: &str) -> Draft {
    Draft::new(format!("the XML declaration names the encoding {encoding}"))
}

pub(crate) static BOM_PRESENT: Rule = Rule {
    id: "bom-present",
    severity: Severity::Info,
    summary: "The file begins with a byte order mark.",
    reason: "UTF-8 does not need one; XML permits it, and engines skip it.",
    source: "https://www.w3.org/TR/xml/#charencoding",
    remedy: "No action is needed; a UTF-8 writer can omit it.",
    example: Example {
        bad: "\u{feff}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn bom_present() -> Draft {
    Draft::new("the file begins with a byte order mark, which UTF-8 does not need")
}

pub(crate) static XML_INVALID_CHAR: Rule = Rule {
    id: "xml-invalid-char",
    severity: Severity::Fatal,
    summary: "The file contains a character that XML does not permit.",
    reason: "XML 1.0 permits no control characters except tab, line feed and carriage return, no surrogates, and neither U+FFFE nor U+FFFF, not even as a reference; a reader must stop there.",
    source: "https://www.w3.org/TR/xml/#charsets",
    remedy: "Remove the character where the text is produced; write a character beyond U+FFFF as itself, not as two references.",
    example: Example {
        bad: "<url><loc>https://www.example.com/&#0;</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn xml_invalid_char_character(code: u32) -> Draft {
    Draft::new(format!(
        "the character U+{code:04X} is not permitted in XML"
    ))
}

pub(crate) fn xml_invalid_char_reference(name: &[u8]) -> Draft {
    Draft::new(format!(
        "the reference &{}; is not a character of XML",
        String::from_utf8_lossy(name)
    ))
}
