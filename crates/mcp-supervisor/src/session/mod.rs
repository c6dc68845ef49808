//! Keeps one client's session across restarts of its server.
//!
//! A state machine: lines and events in, [`Action`]s out. It reads no clock and does no I/O, so
//! that every order of crashes, responses and cancellations can be tested. Guarantees:
//!
//! - every request of the client is answered exactly once, by the server or, with an error, by the
//!   supervisor; a cancelled one at most once;
//! - messages are passed on byte for byte, except for the ids of requests of later processes;
//! - no line of an ended process reaches the client, and no response to it reaches a running one.

mod action;
mod client_requests;
mod client_state;
mod effect;
mod fragment;
mod from_client;
mod from_server;
mod garbage;
#[cfg(test)]
mod habit_tests;
mod handshake;
mod hold;
mod id;
mod in_flight;
mod internal_requests;
mod last_end;
mod listen;
mod lists;
mod liveness;
mod machine;
mod malformed;
mod members;
mod message;
mod observation;
mod options;
mod oversized;
mod pause;
mod queue;
mod recent;
mod repeat;
mod reply;
mod restart;
mod restart_tool;
mod resume;
mod server_ids;
mod server_requests;
mod server_state;
mod silence;
mod standby;
mod standby_state;
#[cfg(test)]
mod stateless_tests;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod tests;

pub use action::{Action, Incompatible, Note, Unusable};
pub use id::Id;
pub use machine::Session;
pub use observation::{Observation, RequestOutcome};
pub use options::SessionOptions;
pub use oversized::oversized_id;
pub use queue::QueueLimits;
pub use repeat::RetryInFlight;
pub use silence::LivenessCheck;
