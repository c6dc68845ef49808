//! Carries out the subcommands, one file each.

mod completions;
mod man;
mod sites;
mod status;
mod submit;
mod targets;
mod together;
mod validate;

pub(crate) use completions::completions;
pub(crate) use man::man;
pub(crate) use sites::sites;
pub(crate) use status::status;
pub(crate) use submit::submit;
pub(crate) use validate::validate;
