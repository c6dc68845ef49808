//! Draws conclusions from what the store remembers: how the pages of a property stand, and how they
//! came to it. Pure: it is handed rows and gives numbers.

mod indexing_summary;
mod timeline;

pub(crate) use indexing_summary::IndexingSummary;
pub(crate) use timeline::Timeline;
