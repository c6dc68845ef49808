//! Summarises stored results: the state of the pages of a property and its history. Pure: it
//! converts rows to counts.

mod indexing_summary;
mod timeline;

pub(crate) use indexing_summary::IndexingSummary;
pub(crate) use timeline::Timeline;
