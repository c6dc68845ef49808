//! Memory of a server process tree, without the guards above it.

use memory_watch::{children_of, tree_rss};
use rustix::process::Pid;

/// Resident memory, in bytes, of a server and all its descendants, without the guards.
#[must_use]
pub fn server_rss(first_guard: Pid) -> Option<u64> {
    match children_of(first_guard)[..] {
        [second_guard] => tree_rss(second_guard),
        // Only while a server ends, when what it left has been adopted by the first guard.
        _ => tree_rss(first_guard),
    }
}
