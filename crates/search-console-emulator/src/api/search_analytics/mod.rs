//! `searchanalytics.query`.
//!
//! # Not here
//! Search appearances (no row has one), incomplete days (`metadata` is never sent), and real hours:
//! they are rejected without `HOURLY_ALL`; with it, each day's data is assigned to midnight.

mod field;
mod filter;
mod request;
mod response;
mod rows;

pub(crate) use response::query;
pub use rows::SearchRow;
