//! A place that may be needed after its bytes are dropped from memory.

use std::ops::Range;

use crate::window::{Place, Window};

/// A range of the document whose place is determined lazily.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    range: Range<u64>,
    place: Option<Box<Place>>,
}

impl Mark {
    pub(crate) fn new(range: Range<u64>) -> Self {
        Self { range, place: None }
    }

    pub(crate) fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// Determines the place if its bytes are before `keep_from` and so will be dropped.
    pub(crate) fn keep(&mut self, window: &Window, keep_from: u64) {
        if self.place.is_none() && self.range.start < keep_from {
            self.place = Some(Box::new(window.place(self.range())));
        }
    }

    /// The place, which may be determined already.
    pub(crate) fn place(&self, window: &Window) -> Place {
        self.place
            .as_deref()
            .cloned()
            .unwrap_or_else(|| window.place(self.range()))
    }
}
