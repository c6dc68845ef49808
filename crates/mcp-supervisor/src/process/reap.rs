//! Collects ended children, including adopted ones: as process 1 of a container we adopt all
//! orphans.

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, getpid, kill_process, wait};

use crate::event::Ended;
use memory_watch::children_of;

/// The children that have ended since the last call; never waits.
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

/// Ends unknown children, which a killed guard left. Those in `known` are spared. Returns the
/// number of ended processes.
pub fn end_leftovers(known: &[Pid]) -> usize {
    let unknown: Vec<Pid> = children_of(getpid())
        .into_iter()
        .filter(|child| !known.contains(child))
        .collect();
    for child in &unknown {
        // One that is gone already is what was wanted.
        let _ = kill_process(*child, Signal::KILL);
    }
    unknown.len()
}
