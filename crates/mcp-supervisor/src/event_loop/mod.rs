//! Runs a supervisor: real pipes, real processes, the real time.
//!
//! One thread waits for whatever comes first, so that a message takes one wake-up on its way.

mod client;
mod clock;
mod lines;
mod observers;
mod outbox;
mod processes;
mod ready;
mod run;
mod server;
mod stderr_tail;

pub use observers::Observers;
pub use run::{RunError, RunOptions, run};
