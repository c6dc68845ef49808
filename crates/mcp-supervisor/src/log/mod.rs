//! Writes the log: what happened, and what the server said on its standard error.
//!
//! A thread of its own writes it, behind a queue with a bound, so that neither a full disk nor a
//! terminal that nobody reads stands in the way of a message.

mod file;
mod line;
mod writer;

pub use file::LogFile;
pub use line::{LogFormat, timestamp};
pub use writer::{Log, LogOptions};
