//! Collects the text of an element, without a copy if it is contiguous.

use std::ops::Range;

use super::mark::Mark;
use super::token::Token;
use crate::window::{Place, Window};

/// Storage of a value's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// Empty.
    Nowhere,
    /// In the window, at the mark.
    InWindow,
    /// In the copy.
    Copied,
}

/// The text of an element without surrounding white space.
#[derive(Debug)]
pub(crate) struct Value {
    held: Held,
    mark: Mark,
    copy: Vec<u8>,
    space_before: bool,
    is_too_long: bool,
    limit: usize,
}

impl Value {
    /// Creates an empty value of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            held: Held::Nowhere,
            mark: Mark::new(0..0),
            copy: Vec::new(),
            space_before: false,
            is_too_long: false,
            limit,
        }
    }

    /// Clears the value, but keeps its allocation.
    pub(crate) fn clear(&mut self) {
        self.held = Held::Nowhere;
        self.space_before = false;
        self.is_too_long = false;
        self.copy.clear();
    }

    /// Appends text of the document.
    pub(crate) fn push_text(&mut self, window: &Window, token: Token<'_>) {
        let mut bytes = token.raw;
        if self.held == Held::Nowhere {
            bytes = bytes.trim_ascii_start();
            self.space_before |= bytes.len() < token.raw.len();
            if bytes.is_empty() {
                return;
            }
            let end = token.range().end;
            let range = end - bytes.len() as u64..end;
            if token.is_original && bytes.len() <= self.limit {
                self.mark = Mark::new(range);
                self.held = Held::InWindow;
                return;
            }
            self.begin_copy(range);
        }
        self.append(window, bytes);
    }

    /// Appends a resolved reference; `range` is the range of the reference.
    pub(crate) fn push_resolved(&mut self, window: &Window, bytes: &[u8], range: Range<u64>) {
        if self.held == Held::Nowhere {
            self.begin_copy(range);
        }
        self.append(window, bytes);
    }

    fn begin_copy(&mut self, range: Range<u64>) {
        self.mark = Mark::new(range);
        self.held = Held::Copied;
    }

    fn append(&mut self, window: &Window, bytes: &[u8]) {
        if self.held == Held::InWindow {
            self.copy.extend_from_slice(window.slice(self.mark.range()));
            self.held = Held::Copied;
        }
        if self.copy.len() + bytes.len() > self.limit {
            self.is_too_long = true;
        } else {
            self.copy.extend_from_slice(bytes);
        }
    }

    /// Copies the bytes before `keep_from`, which will be dropped.
    pub(crate) fn keep(&mut self, window: &Window, keep_from: u64) {
        if self.held == Held::Nowhere {
            return;
        }
        if self.mark.range().start < keep_from {
            self.append(window, &[]);
        }
        self.mark.keep(window, keep_from);
    }

    /// The value's bytes.
    pub(crate) fn bytes<'bytes>(&'bytes self, window: &'bytes Window) -> &'bytes [u8] {
        self.untrimmed(window).trim_ascii_end()
    }

    /// True if the value has surrounding white space.
    pub(crate) fn has_space_around(&self, window: &Window) -> bool {
        let bytes = self.untrimmed(window);
        self.space_before || bytes.last().is_some_and(u8::is_ascii_whitespace)
    }

    fn untrimmed<'bytes>(&'bytes self, window: &'bytes Window) -> &'bytes [u8] {
        match self.held {
            Held::Nowhere => &[],
            Held::InWindow => window.slice(self.mark.range()),
            Held::Copied => &self.copy,
        }
    }

    /// True if the value exceeded the limit and was truncated.
    pub(crate) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// Start of the value; `None` if it is empty.
    pub(crate) fn place(&self, window: &Window) -> Option<Place> {
        self.place_of(window, 0..self.bytes(window).len())
    }

    /// Returns a mark for its place.
    pub(crate) fn mark(&self, window: &Window) -> Mark {
        if self.held == Held::InWindow {
            let start = self.mark.range().start;
            Mark::new(start..start + self.bytes(window).len() as u64)
        } else {
            self.mark.clone()
        }
    }

    /// Start of a part of the value, as exactly as possible.
    pub(crate) fn place_of(&self, window: &Window, part: Range<usize>) -> Option<Place> {
        match self.held {
            Held::Nowhere => None,
            Held::Copied => Some(self.mark.place(window)),
            Held::InWindow => {
                let start = self.mark.range().start;
                Some(window.place(start + part.start as u64..start + part.end as u64))
            }
        }
    }
}
