//! Rewrites the config file of an MCP client so that its stdio servers run supervised, and back.
//!
//! Only `command` and `args` of the servers change; comments, order and all other keys stay.

mod entry;
mod file;
mod json;
mod toml_file;

pub use entry::{Change, Outcome, Skipped};
pub use file::{Edited, WrapError, edit_file};
