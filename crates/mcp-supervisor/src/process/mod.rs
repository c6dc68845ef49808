//! Starts servers and makes sure that nothing is left of them.
//!
//! Between the supervisor and the server stand two small guards, which are this same program: they
//! end all that the server started once the server, or the supervisor, is gone, also where that was
//! killed with SIGKILL and could do nothing any more. Of the three any two may be killed at once.

mod command;
mod container;
mod exit_command;
mod guard;
mod host;
mod memory;
mod reap;
mod role;
mod signals;
mod spawn;

pub use command::{CommandError, ServerCommand};
pub use container::remove_containers;
pub use exit_command::ExitCommand;
pub use guard::{exec, guard, second_guard};
pub use host::host_name;
pub use memory::memory_of_server;
pub use reap::{end_leftovers, reap};
pub use role::{CONNECT, EXEC, GUARD, REMOVE_CONTAINERS, SECOND_GUARD, this_program};
pub use signals::{SignalPipe, Signals};
pub use spawn::{ServerProcess, SpawnError, TOKEN_VARIABLE, become_subreaper, spawn};
