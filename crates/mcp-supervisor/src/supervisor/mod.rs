//! Decides when a server is started, replaced and stopped, and when the supervisor exits.
//!
//! A state machine over [`Session`](crate::session::Session),
//! [`RestartPolicy`](crate::policy::RestartPolicy),
//! [`StopSequence`](crate::stop_sequence::StopSequence) and
//! [`TreeWatchdog`](memory_watch::TreeWatchdog): its input is events and the time, its output
//! [`Command`]s. It does no I/O and reads no clock.

mod command;
mod condition;
mod idle;
mod machine;
mod phase;
mod queue;
mod reload;
mod shutdown;
mod standby;
mod transitions;

pub use command::{Command, Exit, SupervisorOptions};
pub use condition::Condition;
pub use machine::Supervisor;
