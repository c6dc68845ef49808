//! Names places in the decoded document.

use std::ops::Range;

/// A place in the decoded document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Line, from 1; lines end with a line feed, so `\r\n` is one line end.
    pub line: u64,
    /// Column, from 1, in Unicode scalar values; a byte order mark has no width.
    ///
    /// In bytes that are not UTF-8 each byte that does not continue a character counts as one.
    pub column: u64,
    /// Bytes before it, a byte order mark included, after decompression.
    pub byte_offset: u64,
}

/// A part of the source line around a [`Location`], safe to print.
///
/// Control characters are replaced by visible ones, so the text has one line and no escapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The visible text, at most a few hundred characters.
    pub text: String,
    /// The place of the finding, as byte range in `text`, on character boundaries.
    pub highlight: Range<usize>,
    /// True if the line goes on before `text`.
    pub cut_before: bool,
    /// True if the line goes on after `text`.
    pub cut_after: bool,
}
