//! Locations in the decoded document.

use std::ops::Range;

/// A location in the decoded document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Line, from 1; lines end with a line feed, so `\r\n` is one line break.
    pub line: u64,
    /// Column, from 1, in Unicode scalar values; a byte order mark does not count.
    ///
    /// In invalid UTF-8, each byte that is not a continuation byte counts as one.
    pub column: u64,
    /// Number of bytes before it after decompression, including a byte order mark.
    pub byte_offset: u64,
}

/// A part of the source line around a [`Location`], safe to print.
///
/// Control characters are replaced with visible ones, so the text is one line without escapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The visible text, at most a few hundred characters.
    pub text: String,
    /// Byte range of the finding in `text`, on character boundaries.
    pub highlight: Range<usize>,
    /// True if the line has more text before `text`.
    pub cut_before: bool,
    /// True if the line has more text after `text`.
    pub cut_after: bool,
}
