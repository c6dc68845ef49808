//! Creates excerpts of source lines.

use std::ops::Range;

use crate::credentials;
use crate::location::Excerpt;
use crate::quote::visible;

/// Maximum number of bytes before the location.
const BEFORE: usize = 80;

/// Maximum number of bytes from the location on.
const AFTER: usize = 160;

/// Returns an excerpt of the line around `range`, which is highlighted; `goes_on` means that the
/// document may continue after `bytes`.
pub(crate) fn around(bytes: &[u8], range: Range<usize>, goes_on: bool) -> Excerpt {
    let line_start = memchr::memrchr(b'\n', &bytes[..range.start]).map_or(0, |at| at + 1);
    let mut start = boundary(bytes, line_start.max(range.start.saturating_sub(BEFORE)));
    let shown = &bytes[range.start..bytes.len().min(range.start + AFTER)];
    let line_end = memchr::memchr(b'\n', shown);
    let mut end = range.start + line_end.unwrap_or(shown.len());
    if line_end.is_none() && end < bytes.len() {
        end = boundary_before(bytes, end).max(range.start);
    }
    if line_end.is_some() && end > range.start && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    start = start.min(range.start);
    let mut highlight = range.start..range.end.clamp(range.start, end);
    let secrets = secrets(bytes, line_start, start..end, goes_on);
    for secret in &secrets {
        // A secret becomes one mask, which is completely inside or outside of the highlight.
        let cuts = |at: usize| secret.start < at && at < secret.end;
        if cuts(start) {
            start = secret.start;
        }
        if cuts(end) {
            end = secret.end;
        }
        let meets = secret.start < highlight.end && highlight.start < secret.end;
        if meets || cuts(highlight.start) {
            highlight.start = highlight.start.min(secret.start);
            highlight.end = highlight.end.max(secret.end);
        }
    }
    let mut text = show(bytes, start..highlight.start, &secrets);
    let from = text.len();
    text.push_str(&show(bytes, highlight.clone(), &secrets));
    let to = text.len();
    text.push_str(&show(bytes, highlight.end..end, &secrets));
    Excerpt {
        text,
        highlight: from..to,
        cut_before: start > line_start,
        cut_after: line_end.is_none() && end < bytes.len(),
    }
}

/// Ranges of passwords that overlap the excerpt.
fn secrets(
    bytes: &[u8],
    line_start: usize,
    shown: Range<usize>,
    goes_on: bool,
) -> Vec<Range<usize>> {
    // A URL ends before a tag.
    let first = memchr::memrchr(b'<', &bytes[line_start..shown.start])
        .map_or(line_start, |at| line_start + at);
    let behind = memchr::memchr2(b'<', b'\n', &bytes[shown.end..]);
    let last = behind.map_or(bytes.len(), |at| shown.end + at);
    let mut secrets = credentials::find(&bytes[first..last], goes_on && behind.is_none());
    for secret in &mut secrets {
        *secret = first + secret.start..first + secret.end;
    }
    secrets
}

/// Formats a range that contains its secrets completely.
fn show(bytes: &[u8], range: Range<usize>, secrets: &[Range<usize>]) -> String {
    let mut text = String::new();
    let mut from = range.start;
    for secret in secrets {
        if range.start <= secret.start && secret.end <= range.end {
            text += &plain(&bytes[from..secret.start]);
            text += credentials::MASK;
            from = secret.end;
        }
    }
    text + &plain(&bytes[from..range.end])
}

fn plain(bytes: &[u8]) -> String {
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
        let excerpt = around(b"first\r\n  <b>x</b>\r\nlast", 9..12, false);
        assert_eq!(excerpt.text, "  <b>x</b>");
        assert_eq!(&excerpt.text[excerpt.highlight], "<b>");
        assert!(!excerpt.cut_before && !excerpt.cut_after);
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let line = "ä".repeat(1000);
        let excerpt = around(line.as_bytes(), 1000..1004, false);
        assert_eq!(&excerpt.text[excerpt.highlight], "ää");
        assert!(excerpt.cut_before && excerpt.cut_after);
        assert!(excerpt.text.len() <= BEFORE + AFTER + 4);
        assert!(!excerpt.text.contains('\u{fffd}'));
    }

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(around(b"a\x1b[2Jb\tc", 0..1, false).text, "a\u{241b}[2Jb c");
    }

    #[test]
    fn a_password_is_never_shown_for_any_start_and_end() {
        let secret = "HUNTER".repeat(60);
        let line = format!("<loc>https://me:{secret}@e.test/{}</loc>", "x".repeat(300));
        let at = line.find('@').unwrap();
        for start in 0..=line.len() {
            for end in [start, start + 1, start + 9, line.len()] {
                let end = end.clamp(start, line.len());
                let excerpt = around(line.as_bytes(), start..end, false);
                assert!(!excerpt.text.contains("HU"), "{start}..{end}");
                assert!(!excerpt.text.contains("ER"), "{start}..{end}");
                assert!(excerpt.text.get(excerpt.highlight.clone()).is_some());
            }
        }
        let excerpt = around(line.as_bytes(), 13..at, false);
        assert_eq!(&excerpt.text[excerpt.highlight], "***");
        assert_eq!(excerpt.text, "<loc>https://***");
        let excerpt = around(line.as_bytes(), at..at + 1, false);
        assert!(excerpt.text.starts_with("***@e.test/xxx"));
        // The window ends in the password.
        assert_eq!(
            around(&line.as_bytes()[..40], 0..5, true).text,
            "<loc>https://***"
        );
    }
}
