//! Watches how much memory a server takes.

mod limits;
mod own;

pub use limits::{MEBIBYTE, MemoryLimits, MemoryVerdict, MemoryWatchdog};
pub use own::OwnMemoryWatch;
