//! Detects a document's type from its first bytes.

/// Number of bytes that are searched for a declaration.
const HEAD: usize = 2048;

/// The UTF-8 byte order mark.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Probable type of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing but white space.
    Empty,
    /// An unsupported encoding, detected by its byte order mark.
    OtherEncoding(&'static str),
    /// A web page.
    Html,
    /// XML, possibly after white space.
    Xml,
    /// XML after this number of bytes of HTML or other text.
    XmlBehind(usize),
    /// One URL per line.
    Lines,
    /// A compression format that engines do not support.
    Compressed(&'static str),
    /// Something else.
    Unknown,
}

/// Detects the type; `is_all` means that `bytes` is the whole document.
pub(crate) fn sniff(bytes: &[u8], is_all: bool) -> Content {
    if let Some(format) = compression(bytes) {
        return Content::Compressed(format);
    }
    if let Some(encoding) = other_encoding(bytes) {
        return Content::OtherEncoding(encoding);
    }
    let text = bytes
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(bytes)
        .trim_ascii_start();
    if text.is_empty() {
        return if is_all {
            Content::Empty
        } else {
            Content::Unknown
        };
    }
    let head = &text[..text.len().min(HEAD)];
    if let Some(length) = before_xml(head) {
        return Content::XmlBehind(bytes.len() - text.len() + length);
    }
    if is_html(head) {
        return Content::Html;
    }
    if head[0] == b'<' {
        return Content::Xml;
    }
    if starts_with_ignoring_case(head, b"http://") || starts_with_ignoring_case(head, b"https://") {
        return Content::Lines;
    }
    Content::Unknown
}

/// Returns the length of the HTML or other text before the XML, if both exist.
fn before_xml(head: &[u8]) -> Option<usize> {
    let is_markup = head.starts_with(b"<?") && !starts_with_ignoring_case(head, b"<?php");
    // Possible roots of an XML document, and what may precede them.
    if is_markup || head.starts_with(b"<!--") || (head[0] == b'<' && !is_html(head)) {
        return None;
    }
    let marks: [&[u8]; 5] = [b"<?xml", b"<urlset", b"<sitemapindex", b"<rss", b"<feed"];
    let found = marks
        .iter()
        .filter_map(|mark| memchr::memmem::find(head, mark));
    found.min().filter(|length| *length > 0)
}

/// True if the text starts with the tag of an HTML element.
fn has_html_tag(text: &[u8]) -> bool {
    const ELEMENTS: [&[u8]; 27] = [
        b"a", b"b", b"body", b"br", b"center", b"code", b"div", b"font", b"h1", b"h2", b"head",
        b"html", b"i", b"img", b"link", b"main", b"meta", b"p", b"pre", b"script", b"section",
        b"span", b"strong", b"style", b"svg", b"table", b"title",
    ];
    let Some(rest) = text.strip_prefix(b"<") else {
        return false;
    };
    let length = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let ends = matches!(
        rest.get(length),
        Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t')
    );
    ends && ELEMENTS
        .iter()
        .any(|name| rest[..length].eq_ignore_ascii_case(name))
}

/// Detects compression formats by their first bytes; brotli cannot be detected.
fn compression(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &'static str); 6] = [
        (b"PK\x03\x04", "a ZIP archive"),
        (b"BZh", "compressed with bzip2"),
        (b"\xFD7zXZ\0", "compressed with xz"),
        (b"\x28\xB5\x2F\xFD", "compressed with zstd"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (b"Rar!\x1A\x07", "a RAR archive"),
    ];
    let found = known.iter().find(|(magic, _)| bytes.starts_with(magic));
    // <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06>
    // The fields before it are padded with zeros, which text does not contain.
    let is_tar = bytes.get(257..262) == Some(b"ustar") && bytes[..257].contains(&0);
    found
        .map(|(_, name)| *name)
        .or_else(|| is_tar.then_some("a tar archive"))
}

/// Detects unsupported encodings by their byte order mark; UTF-16 is already converted.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        _ => None,
    }
}

fn is_html(text: &[u8]) -> bool {
    let mut rest = text;
    // Comments may precede the document type.
    while let Some(comment) = rest.strip_prefix(b"<!--") {
        let Some(end) = memchr::memmem::find(comment, b"-->") else {
            return false;
        };
        rest = comment[end + 3..].trim_ascii_start();
    }
    starts_with_ignoring_case(rest, b"<!doctype html")
        || starts_with_ignoring_case(rest, b"<html")
        || starts_with_ignoring_case(rest, b"<?php")
        || has_html_tag(rest)
}

fn starts_with_ignoring_case(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_distinguished() {
        for (bytes, content) in [
            (&b""[..], Content::Empty),
            (b"\xEF\xBB\xBF \r\n\t", Content::Empty),
            (b"\xFF\xFE\0\0", Content::OtherEncoding("UTF-32")),
            (b"<!DOCTYPE html><p>", Content::Html),
            (b"<!-- x --> <!doctype HTML>", Content::Html),
            (b"\n<HTML lang=en>", Content::Html),
            (b"<?xml version='1.0'?>", Content::Xml),
            (b"Warning: x <?xml version='1.0'?>", Content::XmlBehind(11)),
            (b"\xEF\xBB\xBFHTTPS://example.com/", Content::Lines),
            (b"hello", Content::Unknown),
            (b"PK\x03\x04", Content::Compressed("a ZIP archive")),
            (b"BZh9", Content::Compressed("compressed with bzip2")),
        ] {
            assert_eq!(
                sniff(bytes, true),
                content,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn a_tar_archive_has_zeros_before_its_mark() {
        let with_mark = |head: &[u8], filler: u8| {
            let mut bytes = head.to_vec();
            bytes.resize(257, filler);
            bytes.extend_from_slice(b"ustar\x0000");
            sniff(&bytes, false)
        };
        let archive = Content::Compressed("a tar archive");
        assert_eq!(with_mark(b"sitemap.xml", 0), archive);
        assert_eq!(with_mark(b"<urlset.xml", 0), archive);
        assert_eq!(with_mark(b"<urlset><!--", b'-'), Content::Xml);
        assert_eq!(with_mark(b"https://e.test/", b'a'), Content::Lines);
    }
}
