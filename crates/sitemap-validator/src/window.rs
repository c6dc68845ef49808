//! The part of the document that is in memory, with its lines and columns.
//!
//! Lines are counted once per piece that is read; a location is counted from the window's start.

use std::io::{self, Read};
use std::ops::Range;

use crate::excerpt;
use crate::location::{Excerpt, Location};

/// Bytes kept before the read position, for excerpts.
const CONTEXT: usize = 512;

/// Bytes read ahead in addition to the longest permitted token; a refill moves at least this far.
const AHEAD: usize = 192 << 10;

/// A location with an excerpt of the source.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) location: Location,
    pub(crate) excerpt: Excerpt,
}

/// The part of the document that is in memory.
#[derive(Debug)]
pub(crate) struct Window {
    /// The buffer, which is reused.
    buffer: Vec<u8>,
    /// Number of bytes of the document in `buffer`.
    filled: usize,
    /// The offset of the first byte in memory.
    base: u64,
    /// Lines and characters before `base`.
    before: Counted,
    /// Line feeds in everything that was read.
    lines_read: u64,
    /// Bytes before this offset may contain characters that XML forbids; those after it do not.
    irregular_until: u64,
    /// Bytes before this offset may be invalid UTF-8; those after it are valid, except for a
    /// character that the end of the window cuts.
    broken_until: u64,
    /// Start of that character, or else the end of the bytes read.
    checked_until: u64,
}

impl Window {
    /// Creates an empty window with room for a token of `max_token_bytes`.
    pub(crate) fn new(max_token_bytes: usize) -> Self {
        Self {
            buffer: vec![0; max_token_bytes.saturating_add(CONTEXT + AHEAD)],
            filled: 0,
            base: 0,
            before: Counted {
                lines: 0,
                characters: 0,
            },
            lines_read: 0,
            irregular_until: 0,
            broken_until: 0,
            checked_until: 0,
        }
    }

    /// The offset after the last byte in memory.
    pub(crate) fn end(&self) -> u64 {
        self.base + self.filled as u64
    }

    /// The bytes of a range, as far as they are in memory.
    pub(crate) fn slice(&self, range: Range<u64>) -> &[u8] {
        &self.buffer[self.index(range.start)..self.index(range.end.max(range.start))]
    }

    /// All bytes in memory from an offset.
    pub(crate) fn from(&self, offset: u64) -> &[u8] {
        &self.buffer[self.index(offset)..self.filled]
    }

    /// True if a token that starts here may contain characters that XML forbids.
    pub(crate) fn is_irregular(&self, offset: u64) -> bool {
        offset < self.irregular_until
    }

    /// True if a token that starts here may be invalid UTF-8.
    pub(crate) fn is_broken(&self, offset: u64) -> bool {
        offset < self.broken_until
    }

    /// Drops the bytes before `keep_from`, except for some context.
    pub(crate) fn discard(&mut self, keep_from: u64) {
        let leaving = self.index(keep_from).saturating_sub(CONTEXT);
        self.before = self.counted_to(leaving);
        self.buffer.copy_within(leaving..self.filled, 0);
        self.filled -= leaving;
        self.base += leaving as u64;
    }

    /// Reads until the window is full, `limit` more bytes are read, or the source ends; returns true
    /// if it ended.
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
        self.check_added(old, ended);
        Ok(ended)
    }

    /// Checks the bytes added from an index on for invalid UTF-8 and characters that XML forbids.
    ///
    /// One check for all of them is many times faster than one for each token.
    fn check_added(&mut self, old: usize, ended: bool) {
        let added = &self.buffer[old..self.filled];
        let (seen, lines) = survey(added);
        self.lines_read += lines;
        let end = self.end();
        if seen & IRREGULAR != 0 {
            self.irregular_until = end;
        }
        let unchecked = &self.buffer[self.index(self.checked_until)..self.filled];
        let was_cut = unchecked.len() > added.len();
        self.checked_until = end;
        if seen & NOT_ASCII == 0 && !was_cut {
            return;
        }
        match std::str::from_utf8(unchecked) {
            Ok(_) => {}
            Err(error) if error.error_len().is_none() && !ended => {
                self.checked_until = end - (unchecked.len() - error.valid_up_to()) as u64;
            }
            Err(_) => self.broken_until = end,
        }
    }

    /// Returns the location of a range with an excerpt.
    pub(crate) fn place(&self, range: Range<u64>) -> Place {
        let start = self.index(range.start);
        let counted = self.counted_to(start);
        Place {
            location: Location {
                line: counted.lines + 1,
                column: counted.characters + 1,
                byte_offset: self.base + start as u64,
            },
            excerpt: excerpt::around(
                &self.buffer[..self.filled],
                start..self.index(range.end).max(start),
                self.filled == self.buffer.len(),
            ),
        }
    }

    /// Lines and characters before an index.
    fn counted_to(&self, index: usize) -> Counted {
        let (head, tail) = self.buffer[..self.filled].split_at(index);
        // Count from the nearer end of the window.
        let lines = if head.len() < tail.len() {
            self.before.lines + line_feeds(head)
        } else {
            self.lines_read - line_feeds(tail)
        };
        self.before.onward(head, self.base, lines)
    }

    fn index(&self, offset: u64) -> usize {
        let index = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        index.min(self.filled)
    }
}

/// A control character that XML forbids, or the first byte of U+FFFE and U+FFFF.
const IRREGULAR: u8 = 1;

/// A part of a longer character.
const NOT_ASCII: u8 = 0x80;

/// Returns the traits of a byte without branches, so that the compiler can vectorise it.
fn traits_of(byte: u8) -> u8 {
    let is_control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
    u8::from(is_control | (byte == 0xEF)) | (byte & NOT_ASCII)
}

/// Bytes per piece: at most 255, so that the counters fit a byte and can be vectorised.
const PIECE: usize = 128;

/// Returns the combined traits of all bytes, and the number of line feeds.
fn survey(bytes: &[u8]) -> (u8, u64) {
    let (pieces, rest) = bytes.as_chunks::<PIECE>();
    let (mut seen, mut lines) = (0, 0);
    for piece in pieces {
        survey_piece(piece, &mut seen, &mut lines);
    }
    survey_piece(rest, &mut seen, &mut lines);
    (seen, lines)
}

/// Most pieces are ASCII without control characters other than line feeds, which takes half the
/// operations to detect that all traits would.
#[inline]
fn survey_piece(piece: &[u8], seen: &mut u8, lines: &mut u64) {
    let (mut any, mut controls, mut line_feeds) = (0, 0_u8, 0_u8);
    for byte in piece {
        any |= *byte;
        controls += u8::from(*byte < 0x20);
        line_feeds += u8::from(*byte == b'\n');
    }
    *lines += u64::from(line_feeds);
    if any & NOT_ASCII != 0 || controls != line_feeds {
        *seen = piece
            .iter()
            .fold(*seen, |seen, byte| seen | traits_of(*byte));
    }
}

fn line_feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Number of line feeds, and of characters after the last one.
#[derive(Debug, Clone, Copy)]
struct Counted {
    lines: u64,
    characters: u64,
}

impl Counted {
    /// Advances over `bytes`, which start at `offset`; `lines` is the number of lines at their end.
    fn onward(self, bytes: &[u8], offset: u64, lines: u64) -> Self {
        let mut line = bytes;
        let mut characters = self.characters;
        if let Some(last) = memchr::memrchr(b'\n', bytes) {
            characters = 0;
            line = &bytes[last + 1..];
        } else if offset == 0 {
            line = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        characters += line.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u64;
        Self { lines, characters }
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
    fn columns_are_characters_and_a_byte_order_mark_does_not_count() {
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
    fn only_invalid_utf8_breaks_a_window() {
        let broken = |bytes: &[u8]| window(bytes).is_broken(0);
        assert!(!broken("aä語😀".as_bytes()));
        assert!(broken(b"a\xFFb"));
        assert!(broken(b"a\xC3"), "the document ends in a character");
    }

    #[test]
    fn a_character_may_be_cut_by_the_end_of_a_read() {
        let text = "ä語😀".as_bytes();
        for cut in 0..text.len() {
            let mut window = Window::new(1 << 10);
            let (mut head, mut tail) = text.split_at(cut);
            window.fill(&mut head, cut as u64).unwrap();
            assert!(!window.is_broken(0), "{cut}");
            window.fill(&mut tail, u64::MAX).unwrap();
            assert!(!window.is_broken(0), "{cut}");
            window.fill(&mut &b"\x80"[..], u64::MAX).unwrap();
            assert!(window.is_broken(0), "{cut}");
        }
    }

    #[test]
    fn only_forbidden_characters_make_a_window_irregular() {
        assert!(!window("a\t\r\n ä 語".as_bytes()).is_irregular(0));
        assert!(window(b"a\x01").is_irregular(0));
        assert!(window("\u{ffff}".as_bytes()).is_irregular(0));
    }
}
