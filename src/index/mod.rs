//! Google's index: selects pages for inspection, judges inspections, and summarises the indexing of
//! a property over time.

pub(crate) mod audit;
pub(crate) mod history;
mod judgement;

pub(crate) use judgement::judge;
