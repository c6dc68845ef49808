//! Keeps the streak of failures in a file, so that a restarted supervisor goes on where the last one
//! was, and so that anybody can ask how things stand.

mod file;
mod keeper;
mod state;
mod status;

pub use file::{StateError, StateFile};
pub use keeper::StateKeeper;
pub use state::{Happened, State};
pub use status::status;
