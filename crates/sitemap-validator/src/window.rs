//! Holds the part of the document that is in memory, and finds lines and columns in it.
//!
//! Lines are not counted while reading: when bytes leave the window they are counted once, and a
//! finding counts from there. A document without findings pays for one search for line feeds.

use std::io::{self, Read};
use std::ops::Range;

use crate::excerpt;
use crate::location::{Excerpt, Location};

/// Bytes kept before the place of reading, for excerpts.
const CONTEXT: usize = 512;

/// Bytes read ahead of the longest permitted token; a refill moves at least this far.
const AHEAD: usize = 192 << 10;

/// A location and what the source shows there.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) location: Location,
    pub(crate) excerpt: Excerpt,
}

/// The part of the document that is in memory.
#[derive(Debug)]
pub(crate) struct Window {
    /// Memory that is filled again and again.
    buffer: Vec<u8>,
    /// How much of `buffer` is part of the document.
    filled: usize,
    /// The offset of the first byte in memory.
    base: u64,
    /// Lines and characters before `base`.
    before: Counted,
    /// Bytes before this offset may be no XML characters; those behind it are.
    irregular_until: u64,
}

impl Window {
    /// An empty window that can hold a token of `max_token_bytes`.
    pub(crate) fn new(max_token_bytes: usize) -> Self {
        Self {
            buffer: vec![0; max_token_bytes.saturating_add(CONTEXT + AHEAD)],
            filled: 0,
            base: 0,
            before: Counted {
                lines: 0,
                characters: 0,
            },
            irregular_until: 0,
        }
    }

    /// The offset behind the last byte in memory.
    pub(crate) fn end(&self) -> u64 {
        self.base + self.filled as u64
    }

    /// The bytes of a range; what is not in memory is left out.
    pub(crate) fn slice(&self, range: Range<u64>) -> &[u8] {
        &self.buffer[self.index(range.start)..self.index(range.end.max(range.start))]
    }

    /// All bytes in memory from an offset.
    pub(crate) fn from(&self, offset: u64) -> &[u8] {
        &self.buffer[self.index(offset)..self.filled]
    }

    /// Whether a token that begins here may hold characters that XML forbids.
    pub(crate) fn is_irregular(&self, offset: u64) -> bool {
        offset < self.irregular_until
    }

    /// Drops what lies before `keep_from`, but for some context.
    pub(crate) fn discard(&mut self, keep_from: u64) {
        let leaving = self.index(keep_from).saturating_sub(CONTEXT);
        self.before.add(&self.buffer[..leaving], self.base);
        self.buffer.copy_within(leaving..self.filled, 0);
        self.filled -= leaving;
        self.base += leaving as u64;
    }

    /// Reads until the window is full, `limit` more bytes are read, or the source ends; the answer
    /// is whether it ended.
    pub(crate) fn fill(&mut self, source: &mut dyn Read, limit: u64) -> io::Result<bool> {
        let room = self.buffer.len() - self.filled;
        let wanted = usize::try_from(limit).map_or(room, |limit| limit.min(room));
        let old = self.filled;
        let mut ended = false;
        while self.filled < old + wanted {
            match source.read(&mut self.buffer[self.filled..old + wanted]) {
                Ok(0) => {
                    ended = true;
                    break;
                }
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let added = &self.buffer[old..self.filled];
        if added
            .iter()
            .fold(false, |any, byte| any | may_be_irregular(*byte))
        {
            self.irregular_until = self.end();
        }
        Ok(ended)
    }

    /// Where a range begins, and what the source shows there.
    pub(crate) fn place(&self, range: Range<u64>) -> Place {
        let start = self.index(range.start);
        let mut counted = self.before;
        counted.add(&self.buffer[..start], self.base);
        Place {
            location: Location {
                line: counted.lines + 1,
                column: counted.characters + 1,
                byte_offset: self.base + start as u64,
            },
            excerpt: excerpt::around(
                &self.buffer[..self.filled],
                start..self.index(range.end).max(start),
            ),
        }
    }

    fn index(&self, offset: u64) -> usize {
        let index = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        index.min(self.filled)
    }
}

/// Whether a byte is a control character that XML forbids, or the first byte of U+FFFE and U+FFFF.
fn may_be_irregular(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0xEF)
}

/// Line feeds, and the characters behind the last of them.
#[derive(Debug, Clone, Copy)]
struct Counted {
    lines: u64,
    characters: u64,
}

impl Counted {
    /// Counts on over `bytes`, which begin at `offset`.
    fn add(&mut self, bytes: &[u8], offset: u64) {
        let mut line = bytes;
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.characters = 0;
            line = &bytes[last + 1..];
        } else if offset == 0 {
            line = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        self.characters += line.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(bytes: &[u8]) -> Window {
        let mut window = Window::new(1 << 10);
        window.fill(&mut &bytes[..], u64::MAX).unwrap();
        window
    }

    #[test]
    fn columns_are_characters_and_a_byte_order_mark_has_no_width() {
        let text = "\u{feff}ä\r\nöü<";
        let window = window(text.as_bytes());
        let at = |offset| {
            let location = window.place(offset..offset).location;
            (location.line, location.column)
        };
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(5), (1, 2));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(text.len() as u64 - 1), (2, 3));
    }

    #[test]
    fn locations_survive_discarding() {
        let text = "αβγ\nδ ".repeat(1000);
        let mut window = window(text.as_bytes());
        let offset = text.len() as u64 - 2;
        let before = window.place(offset..offset).location;
        window.discard(offset - 100);
        assert!(window.base > 0);
        assert_eq!(window.place(offset..offset).location, before);
    }

    #[test]
    fn only_forbidden_characters_make_a_window_irregular() {
        assert!(!window("a\t\r\n ä 語".as_bytes()).is_irregular(0));
        assert!(window(b"a\x01").is_irregular(0));
        assert!(window("\u{ffff}".as_bytes()).is_irregular(0));
    }
}
