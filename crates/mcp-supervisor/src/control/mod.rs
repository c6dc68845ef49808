//! Control socket of a supervisor: reports its status and takes requests for a restart.
//!
//! Each supervisor listens on a Unix socket in a runtime directory that only its user
//! can enter. A connection carries one line with a JSON [`Request`] and one line with a JSON
//! [`Response`]. Nothing on the socket blocks the supervisor.

mod client;
mod directory;
mod protocol;
mod socket;

pub use client::{Found, find, request};
pub use directory::{DirectoryError, runtime_directories};
pub use protocol::{LastEvent, Report, Request, Response};
pub use socket::{ControlError, ControlSocket, PendingRequest};
