//! Watches how much memory a server takes.

mod limits;

pub use limits::{MEBIBYTE, MemoryLimits, MemoryVerdict, MemoryWatchdog};
