//! Reports invalid UTF-8 and characters that XML forbids.

use super::characters;
use super::reporter::Reporter;
use super::token::Token;
use crate::decode::is_decoded;
use crate::quote::quote;
use crate::rules;

/// Reports each byte that is not valid UTF-8, and replaces it with a question mark.
pub(super) fn replace_invalid(token: Token<'_>, reporter: &mut Reporter<'_>) -> Vec<u8> {
    let mut copy = token.raw.to_vec();
    let mut checked = 0;
    while let Err(error) = std::str::from_utf8(&copy[checked..]) {
        let first = checked + error.valid_up_to();
        let length = error.error_len().unwrap_or(copy.len() - first);
        let at = token.start + first as u64;
        let byte = copy[first];
        reporter.at(&rules::encoding::NOT_UTF8, at..at + length as u64, || {
            rules::encoding::not_utf8_invalid(byte)
        });
        copy[first..first + length].fill(b'?');
        checked = first + length;
    }
    copy
}

/// Reports each character that XML does not permit.
pub(super) fn report_forbidden(token: Token<'_>, reporter: &mut Reporter<'_>) {
    for (index, code) in characters::forbidden(token.raw) {
        let at = token.start + index as u64;
        reporter.at(&rules::encoding::XML_INVALID_CHAR, at..at + 1, || {
            rules::encoding::xml_invalid_char_character(code)
        });
    }
}

/// Reports a declaration of another encoding.
pub(super) fn check_declared(encoding: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) {
    // ASCII is a subset of UTF-8.
    let is_right = [&b"utf-8"[..], b"utf8", b"us-ascii", b"ascii"]
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known));
    if is_right {
        return;
    }
    let name = quote(encoding);
    if is_decoded(encoding) {
        reporter.at(&rules::encoding::OTHER, token.range(), || {
            rules::encoding::other_declared(&name)
        });
    } else {
        reporter.at(&rules::encoding::NOT_UTF8, token.range(), || {
            rules::encoding::not_utf8_declared(&name)
        });
    }
}
