//! Tests of the emulator over plain sockets.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "in the functions that tests share a failure is the test's as well"
)]

mod api;
mod client;
mod download;
mod faults;
mod gates;
mod ledger;
mod program;
mod readme;
mod site;
mod token;
