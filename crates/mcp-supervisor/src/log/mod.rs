//! Writes the log: events, and the standard error of the server.
//!
//! A separate thread writes it from a bounded queue, so that a full disk or a blocked terminal
//! never delays messages.

mod file;
mod line;
mod writer;

pub use file::LogFile;
pub use line::{LogFormat, timestamp};
pub use writer::{Log, LogOptions};
