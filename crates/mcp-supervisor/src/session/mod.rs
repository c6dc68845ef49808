//! Carries one client's session across the deaths of its server.
//!
//! A state machine: lines and events in, [`Action`]s out. It reads no clock and does no I/O, so that
//! every order of crashes, answers and cancellations can be tried. What it holds to:
//!
//! - every request of the client is answered exactly once, by the server or, with an error that
//!   says what is known, by the supervisor; a cancelled one at most once;
//! - what passes, passes byte for byte, except for the ids of later processes' own requests;
//! - a line of a dead process never reaches the client, nor an answer to it a living one.

mod action;
mod asked;
mod effect;
mod from_client;
mod from_server;
mod handshake;
mod hang;
mod held;
mod id;
mod in_flight;
mod listen;
mod lists;
mod machine;
mod message;
mod own;
mod repeat;
mod reply;
mod restart;
mod server_ids;
mod standby;
#[cfg(test)]
mod tests;

pub use action::{Action, Incompatible, Note, Unusable};
pub use hang::HangCheck;
pub use held::HoldLimits;
pub use id::Id;
pub use machine::{Session, SessionOptions};
pub use repeat::RetryInFlight;
