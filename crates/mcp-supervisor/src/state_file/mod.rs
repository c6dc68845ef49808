//! Keeps the streak of failures in a file, so that a restarted supervisor continues it and `status`
//! can report it. Supervisors may share a file.

mod file;
mod keeper;
mod slot;
mod state;
mod status;

pub use file::{StateError, StateFile};
pub use keeper::{Kept, StateKeeper};
pub use slot::Slot;
pub use state::{Happened, KeptServer, Served, State};
pub use status::{Status, status};
