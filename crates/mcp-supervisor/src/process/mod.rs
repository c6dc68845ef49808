//! Starts servers and ensures that none of their processes remain.
//!
//! Between the supervisor and the server are two small guards, which run the same program. When the
//! server or the supervisor has ended, even by SIGKILL, they stop all processes that the server
//! started. Any two of the three may be killed at once.

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
