//! Recognises text and attribute values without CDATA sections, and with references to characters
//! only.

use super::entry::Span;
use crate::parse::reference::{self, Reference};

/// Text between two tags.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) span: Span,
    pub(super) has_references: bool,
}

impl Text {
    /// A text without references.
    pub(super) const fn plain(span: Span) -> Self {
        Self {
            span,
            has_references: false,
        }
    }
}

/// A part of a text.
pub(super) enum Piece {
    /// Literal text, from the first to before the second index.
    Text(usize, usize),
    /// A reference to a character.
    Character(char, usize, usize),
}

/// Length of the longest reference to a character, with some leading zeros.
const MAX_REFERENCE: usize = 16;

/// Returns the text up to the next `<`, if it is of the common form; it starts at the index `start`.
#[inline]
pub(super) fn up_to_tag(bytes: &[u8], start: usize) -> Option<Text> {
    let mut has_references = false;
    let mut at = start;
    loop {
        at += memchr::memchr3(b'<', b'&', b']', bytes.get(at..)?)?;
        match bytes[at] {
            b'<' => {
                return Some(Text {
                    span: Span::new(start, at),
                    has_references,
                });
            }
            b'&' => {
                has_references = true;
                at += reference(&bytes[at..])?.1;
            }
            // The end of a CDATA section is reported.
            _ if bytes[at..].starts_with(b"]]>") => return None,
            _ => at += 1,
        }
    }
}

/// Returns the end of an attribute value that starts at the index `start`, up to its quote.
pub(super) fn up_to_quote(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr::memchr3(quote, b'<', b'&', bytes.get(at..)?)?;
        match bytes[at] {
            b'<' => return None,
            b'&' => at += reference(&bytes[at..])?.1,
            _ => return Some(at),
        }
    }
}

/// Splits a text that [`up_to_tag`] recognised.
pub(super) fn pieces(bytes: &[u8]) -> impl Iterator<Item = Piece> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if let Some((character, length)) = reference(rest) {
            at += length;
            return Some(Piece::Character(character, start, at));
        }
        at += memchr::memchr(b'&', rest).unwrap_or(rest.len());
        Some(Piece::Text(start, at))
    })
}

/// Returns the character that a reference at the start of `bytes` stands for, and its length.
fn reference(bytes: &[u8]) -> Option<(char, usize)> {
    let name = bytes.strip_prefix(b"&")?;
    let length = memchr::memchr(b';', &name[..name.len().min(MAX_REFERENCE)])?;
    match reference::resolve(&name[..length]) {
        Reference::Character(character) => Some((character, length + 2)),
        Reference::Forbidden | Reference::Undeclared | Reference::None => None,
    }
}
