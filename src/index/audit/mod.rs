//! Inspects many pages within the quota of the URL Inspection API.
//!
//! [`plan()`] chooses the pages (pure), [`Inspector`] inspects one page, and [`Audit`] all of them.
//! Each result is stored immediately, so an interrupted audit loses nothing.

mod inspector;
mod pace;
mod plan;
mod run;

pub(crate) use inspector::{Finding, InspectionError, Inspector};
pub(crate) use pace::Pace;
pub(crate) use plan::{Freshness, plan};
pub(crate) use run::{Audit, Ended, Progressing, Tally};
