//! Memory limits of a process, and the resident memory of a process and of its descendants.
//!
//! [`MemoryWatchdog`] compares readings with limits and does no I/O; [`OwnMemoryWatch`] applies it
//! to the process it runs in; [`rss`], [`tree_rss`] and [`children_of`] read from the system, and
//! [`MemoryCgroup`] the limit of its container. Readings are for Unix only.

#[cfg(unix)]
mod cgroup;
mod limits;
#[cfg(unix)]
mod own;
mod policy;
#[cfg(unix)]
mod tree;

#[cfg(unix)]
pub use cgroup::MemoryCgroup;
pub use limits::{MEBIBYTE, MemoryLimits, MemoryVerdict, MemoryWatchdog};
#[cfg(unix)]
pub use own::OwnMemoryWatch;
pub use policy::{MemoryPolicy, RelativeLimits, TreeWatchdog};
#[cfg(unix)]
pub use tree::{children_of, rss, server_memory, tree_rss};
