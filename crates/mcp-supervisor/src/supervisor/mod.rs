//! Decides everything about one server: when it runs, when it is replaced, when all is over.
//!
//! A state machine over [`Session`](crate::session::Session),
//! [`RestartPolicy`](crate::policy::RestartPolicy), [`StopSequence`](crate::stop_sequence::StopSequence) and
//! [`TreeWatchdog`](memory_watch::TreeWatchdog): events and the time go in, [`Command`]s
//! come out. It does no I/O and reads no clock.

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
