//! Runs a supervisor with real pipes, real processes and the real time.
//!
//! A single thread waits for events, so that passing on a message takes one wake-up.

mod client;
mod clock;
mod control;
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
