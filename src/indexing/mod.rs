//! Says what Google's index made of a page: one of four states, the reason, and what to do.
//!
//! Decided from the structured fields of an inspection alone. Google's own words (`coverageState`)
//! come in the language of the request and change without notice, so nothing is matched against
//! them.

mod judgement;
mod reason;
mod state;

pub(crate) use judgement::judge;
pub(crate) use reason::Reason;
pub(crate) use state::IndexState;
