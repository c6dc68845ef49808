//! HTTP requests with a time limit: deadlines, retries, transport, connection faults, TLS roots.
//!
//! # Layers
//! [`transport`] sends one request and classifies failures ([`fault`]); [`retry`] repeats an
//! operation until it succeeds, fails permanently, or its [`Deadline`] is near; [`tls`] selects
//! the trusted certificate authorities.
//!
//! # Not here
//! API calls, the meaning of responses, and reading the environment.

pub mod fault;
pub mod retry;
pub mod tls;
pub mod transport;

mod address;
mod deadline;
mod http_date;

pub use address::is_loopback;
pub use deadline::Deadline;
pub use http_date::http_date;
