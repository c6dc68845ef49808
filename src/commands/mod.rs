//! Carries out the subcommands, one file each.

mod audit;
mod completions;
mod context;
mod doctor;
mod history;
mod inspect;
mod man;
mod memory;
mod search_analytics;
mod sites;
mod status;
mod submit;
mod targets;
mod together;
mod validate;

pub(crate) use audit::audit;
pub(crate) use completions::completions;
pub(crate) use doctor::doctor;
pub(crate) use history::report;
pub(crate) use inspect::inspect;
pub(crate) use man::man;
pub(crate) use search_analytics::search_analytics;
pub(crate) use sites::sites;
pub(crate) use status::status;
pub(crate) use submit::submit;
pub(crate) use validate::validate;
