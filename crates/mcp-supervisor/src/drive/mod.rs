//! Runs a supervisor: real pipes, real processes, the real time.
//!
//! One thread waits for whatever comes first, so that a message takes one wake-up on its way.

mod audience;
mod client;
mod clock;
mod event_loop;
mod lines;
mod outbox;
mod processes;
mod ready;
mod server;

pub use audience::Audience;
pub use event_loop::{DriveError, DriveOptions, run};
