//! A token of markup or text.

use std::ops::Range;

/// A token of markup or text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'window> {
    /// The bytes, including markup.
    pub(crate) raw: &'window [u8],
    /// The offset of the first byte.
    pub(crate) start: u64,
    /// True if `raw` is a slice of the window, not a repaired copy.
    pub(crate) is_original: bool,
}

impl Token<'_> {
    /// The offsets of all bytes.
    pub(crate) fn range(&self) -> Range<u64> {
        self.start..self.start + self.raw.len() as u64
    }
}
