//! Answers `searchanalytics.query`.
//!
//! # Not here
//! Search appearances (no row has one), incomplete days (`metadata` is never sent), and hours other
//! than their refusal without `HOURLY_ALL`; with it, each day's count stands at its midnight.

mod answer;
mod field;
mod filter;
mod request;
mod rows;

pub(crate) use answer::query;
pub use rows::SearchRow;
