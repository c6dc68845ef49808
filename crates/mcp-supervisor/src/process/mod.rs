//! Starts servers and makes sure that nothing is left of them.
//!
//! Between the supervisor and the server stands a small guard, which is this same program: it ends
//! all that the server started once the server, or the supervisor, is gone, also where that was
//! killed with SIGKILL and could do nothing any more.

mod command;
mod guard;
mod host;
mod reap;
mod signals;
mod spawn;
mod tree;

pub use command::{CommandError, ServerCommand};
pub use guard::{EXEC, GUARD, exec, guard};
pub use host::host_name;
pub use reap::{end_leftovers, is_alive, reap};
pub use signals::{SignalPipe, Signals};
pub use spawn::{ServerProcess, SpawnError, become_subreaper, spawn};
pub use tree::{children_of, rss, tree_rss};
