//! Asks Google of many pages, within its quota: which of them are in the index.
//!
//! [`plan()`] chooses the pages (pure), [`Inspector`] asks of one, [`Audit`] of all of them and
//! keeps each answer as it comes, so that whatever ends it, nothing learnt is lost.

mod inspector;
mod pace;
mod plan;
mod run;

pub(crate) use inspector::{Finding, InspectionError, Inspector};
pub(crate) use pace::Pace;
pub(crate) use plan::{Freshness, plan};
pub(crate) use run::{Audit, Ended, Progressing, Tally};
