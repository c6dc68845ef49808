//! Carries out the subcommands, one file each.

mod audit;
mod completions;
mod context;
mod deploy;
mod doctor;
mod explain;
mod history;
mod inspect;
mod man;
mod mcp;
mod memory;
mod search_analytics;
mod sites;
mod status;
mod submit;
mod targets;
mod together;
mod validate;

pub(crate) use audit::{Cut, Job, Terms, Watching, audit, by_property};
pub(crate) use completions::completions;
pub(crate) use context::{Context, Need, open_store};
pub(crate) use deploy::{Deploy, Expected, NotLive};
pub(crate) use doctor::{Doctor, doctor};
pub(crate) use explain::explain;
pub(crate) use history::{history_of, report};
pub(crate) use inspect::{inspect, inspect_pages};
pub(crate) use man::man;
pub(crate) use mcp::mcp;
pub(crate) use memory::Memory;
pub(crate) use search_analytics::{all_rows, days, search_analytics};
pub(crate) use sites::{site_reports, sites};
pub(crate) use status::status;
pub(crate) use submit::{Submission, submit};
pub(crate) use targets::Target;
pub(crate) use validate::validate;
