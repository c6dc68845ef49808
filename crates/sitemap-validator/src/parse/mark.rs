//! Remembers a place that may be needed after its bytes have left memory.

use std::ops::Range;

use crate::window::{Place, Window};

/// A range of the document, whose place is determined at the last moment.
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

    /// Determines the place, if the bytes before `keep_from` are about to leave.
    pub(crate) fn keep(&mut self, window: &Window, keep_from: u64) {
        if self.place.is_none() && self.range.start < keep_from {
            self.place = Some(Box::new(window.place(self.range())));
        }
    }

    /// The place, as it was kept or as it is.
    pub(crate) fn place(&self, window: &Window) -> Place {
        self.place
            .as_deref()
            .cloned()
            .unwrap_or_else(|| window.place(self.range()))
    }
}
