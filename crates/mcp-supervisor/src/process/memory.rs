//! Memory of a server process tree, without the guards above it.

use memory_watch::{MemoryPolicy, children_of, server_memory, tree_rss};
use rustix::process::Pid;

/// Memory, in bytes, of a server and all its descendants, without the guards.
///
/// Fixed limits apply to the resident memory of all processes; relative ones to the proportional
/// set size without launchers.
#[must_use]
pub fn memory_of_server(first_guard: Pid, policy: MemoryPolicy) -> Option<u64> {
    let measure = match policy {
        MemoryPolicy::Fixed(_) => tree_rss,
        MemoryPolicy::Relative(_) => server_memory,
    };
    match children_of(first_guard)[..] {
        [second_guard] => measure(second_guard),
        // The first guard has several children only while a server ends, after it adopted the
        // orphans.
        _ => measure(first_guard),
    }
}
