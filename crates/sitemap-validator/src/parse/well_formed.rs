//! Checks of well-formedness that the XML reader omits, but other parsers make.
//!
//! <https://www.w3.org/TR/xml/#sec-well-formed>

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute;

use super::characters::is_name;
use super::reporter::Reporter;
use super::token::Token;
use crate::rules;
use crate::window::Window;

/// Checks name and value of an attribute of `token`, and the separator before it.
pub(super) fn check_attribute(
    name: &[u8],
    value: &[u8],
    token: Token<'_>,
    reporter: &mut Reporter<'_>,
) {
    // Both are slices of the token, so their offset is the difference of the addresses.
    let index = |part: &[u8]| (part.as_ptr() as usize).saturating_sub(token.raw.as_ptr() as usize);
    let at = token.start + index(name) as u64;
    let before = index(name).checked_sub(1).and_then(|at| token.raw.get(at));
    if before.is_some_and(|byte| !byte.is_ascii_whitespace()) {
        malformed(at, 1, "no space stands before an attribute", reporter);
    }
    if !is_name(name) {
        let length = name.len();
        malformed(
            at,
            length,
            "this cannot be the name of an attribute",
            reporter,
        );
    }
    if let Some(less) = memchr::memchr(b'<', value) {
        let at = token.start + (index(value) + less) as u64;
        let message = "a `<` stands in the value of an attribute; it is written `&lt;`";
        malformed(at, 1, message, reporter);
    }
}

/// Checks the raw text between tags.
pub(super) fn check_text(token: Token<'_>, reporter: &mut Reporter<'_>) {
    if let Some(index) = memchr::memmem::find(token.raw, b"]]>") {
        let message =
            "`]]>` ends a CDATA section, and there is none; in text it is written `]]&gt;`";
        malformed(token.start + index as u64, 3, message, reporter);
    }
}

/// Checks a processing instruction; `content` is the text between `<?` and `?>`.
pub(super) fn check_instruction(content: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) {
    let length = content.iter().position(u8::is_ascii_whitespace);
    let target = &content[..length.unwrap_or(content.len())];
    let (start, length) = (token.start, token.raw.len());
    if target.eq_ignore_ascii_case(b"xml") {
        let message = "the XML declaration begins with `<?xml`, in small letters";
        malformed(start, length, message, reporter);
    } else if !is_name(target) {
        let message = "a processing instruction begins with a name";
        malformed(start, length, message, reporter);
    }
}

/// Checks the content of an XML declaration.
pub(super) fn check_declaration(token: Token<'_>, reporter: &mut Reporter<'_>) {
    if !is_declaration(token.raw) {
        let message = "an XML declaration contains `version`, then `encoding` and `standalone` where they are needed: `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`";
        malformed(token.start, token.raw.len(), message, reporter);
    }
}

/// <https://www.w3.org/TR/xml/#NT-XMLDecl>
fn is_declaration(raw: &[u8]) -> bool {
    let content = raw
        .strip_prefix(b"<?")
        .and_then(|rest| rest.strip_suffix(b"?>"));
    let Some(Ok(content)) = content.map(std::str::from_utf8) else {
        return false;
    };
    let start = BytesStart::from_content(content, "xml".len());
    let known = ["version", "encoding", "standalone"];
    let mut last = None;
    for attribute in start.attributes() {
        let Ok(Attribute { key, value }) = attribute else {
            return false;
        };
        let place = known
            .iter()
            .position(|name| name.as_bytes() == key.as_ref());
        let is_right = match place {
            Some(0) => value.strip_prefix(b"1.").is_some_and(is_number),
            Some(1) => value.first().is_some_and(u8::is_ascii_alphabetic),
            Some(_) => matches!(&*value, b"yes" | b"no"),
            None => false,
        };
        let is_first = last.is_none() && place == Some(0);
        if !is_right || !(is_first || (last.is_some() && place > last)) {
            return false;
        }
        last = place;
    }
    last.is_some()
}

fn is_number(digits: &[u8]) -> bool {
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Checks that no second byte order mark follows at `start`.
pub(crate) fn check_start(window: &Window, start: u64, reporter: &mut Reporter<'_>) {
    if start > 0
        && window
            .from(start)
            .starts_with(crate::sniff::BYTE_ORDER_MARK)
    {
        let message = "a second byte order mark stands behind the first";
        malformed(start, 3, message, reporter);
    }
}

fn malformed(at: u64, length: usize, message: &'static str, reporter: &mut Reporter<'_>) {
    let range = at..at + length as u64;
    reporter.at(&rules::xml::MALFORMED, range, || {
        rules::xml::malformed(message)
    });
}
