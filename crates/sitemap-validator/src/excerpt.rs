//! Cuts the visible part of a source line out of the bytes in memory.

use std::ops::Range;

use crate::location::Excerpt;
use crate::quote::visible;

/// Bytes shown before the place.
const BEFORE: usize = 80;

/// Bytes shown from the place on.
const AFTER: usize = 160;

/// The line around `range`, which is highlighted as far as it is shown.
pub(crate) fn around(bytes: &[u8], range: Range<usize>) -> Excerpt {
    let line_start = memchr::memrchr(b'\n', &bytes[..range.start]).map_or(0, |at| at + 1);
    let start = boundary(bytes, line_start.max(range.start.saturating_sub(BEFORE)));
    let shown = &bytes[range.start..bytes.len().min(range.start + AFTER)];
    let line_end = memchr::memchr(b'\n', shown);
    let mut end = range.start + line_end.unwrap_or(shown.len());
    if line_end.is_none() && end < bytes.len() {
        end = boundary_before(bytes, end).max(range.start);
    }
    if line_end.is_some() && end > range.start && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    let mut text = show(&bytes[start.min(range.start)..range.start]);
    let from = text.len();
    let middle = range.end.clamp(range.start, end);
    text.push_str(&show(&bytes[range.start..middle]));
    let to = text.len();
    text.push_str(&show(&bytes[middle..end]));
    Excerpt {
        text,
        highlight: from..to,
        cut_before: start > line_start,
        cut_after: line_end.is_none() && end < bytes.len(),
    }
}

fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .filter(|character| *character != '\u{feff}')
        .map(visible)
        .collect()
}

fn boundary(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at += 1;
    }
    at
}

fn boundary_before(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_shown_without_its_end() {
        let excerpt = around(b"first\r\n  <b>x</b>\r\nlast", 9..12);
        assert_eq!(excerpt.text, "  <b>x</b>");
        assert_eq!(&excerpt.text[excerpt.highlight], "<b>");
        assert!(!excerpt.cut_before && !excerpt.cut_after);
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let line = "ä".repeat(1000);
        let excerpt = around(line.as_bytes(), 1000..1004);
        assert_eq!(&excerpt.text[excerpt.highlight], "ää");
        assert!(excerpt.cut_before && excerpt.cut_after);
        assert!(excerpt.text.len() <= BEFORE + AFTER + 4);
        assert!(!excerpt.text.contains('\u{fffd}'));
    }

    #[test]
    fn what_would_move_the_cursor_is_replaced() {
        assert_eq!(around(b"a\x1b[2Jb\tc", 0..1).text, "a\u{241b}[2Jb c");
    }
}
