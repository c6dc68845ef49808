//! Collects ended children, including adopted ones: process 1 of a container adopts all orphans.

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, getpid, kill_process, wait};

use crate::event::Ended;
use memory_watch::children_of;

/// The children that have ended since the last call; never blocks.
#[must_use]
pub fn reap() -> Vec<(Pid, Ended)> {
    let mut gone = Vec::new();
    while let Ok(Some((process, status))) = wait(WaitOptions::NOHANG) {
        if let Some(ended) = ended(status) {
            gone.push((process, ended));
        }
    }
    gone
}

fn ended(status: WaitStatus) -> Option<Ended> {
    status
        .exit_status()
        .map(Ended::Code)
        .or_else(|| status.terminating_signal().map(Ended::Signal))
}

/// Kills unknown children, which are orphans of a killed guard, except those in `known`. Returns
/// the number of killed processes.
pub fn end_leftovers(known: &[Pid]) -> usize {
    let unknown: Vec<Pid> = children_of(getpid())
        .into_iter()
        .filter(|child| !known.contains(child))
        .collect();
    for child in &unknown {
        // A process that has already ended is fine.
        let _ = kill_process(*child, Signal::KILL);
    }
    unknown.len()
}
