//! Google's index: which pages to inspect, how to judge an inspection, and how a property's
//! indexing changed over time.

pub(crate) mod audit;
pub(crate) mod history;
mod judgement;

pub(crate) use judgement::judge;
