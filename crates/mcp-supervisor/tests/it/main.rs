//! Runs the real program with real servers: those of this crate, which fail on request.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

mod announce;
mod chaos;
mod client;
mod config;
mod connect;
mod control;
mod crashes;
mod docker;
mod docs;
mod faults;
mod http;
mod leftovers;
mod malformed;
mod metrics;
mod session;
mod standby;
mod state;
mod telemetry;
mod web;
