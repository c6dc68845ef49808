//! Everybody who is told what happens: the log, the state file, the metrics, the announcements.

use std::time::{Duration, Instant};

use crate::announce::Announcer;
use crate::event::Event;
use crate::log::Log;
use crate::metrics::{Recorder, Snapshot};
use crate::state_file::StateKeeper;
use crate::supervisor::Supervisor;

/// Those who are told. None of them keeps the messages waiting.
#[derive(Debug)]
pub struct Observers {
    /// The log.
    pub log: Log,
    /// What a later supervisor goes on from.
    pub state: Option<StateKeeper>,
    /// What is counted.
    pub metrics: Option<Recorder>,
    /// Registries and whoever listens.
    pub announcer: Option<Announcer>,
}

impl Observers {
    /// Tells all of them.
    pub(super) fn event(&mut self, event: &Event, supervisor: &Supervisor, now: Instant) {
        self.log.event(event);
        if let Some(state) = &self.state {
            state.event(event, supervisor.streak());
        }
        if let Some(metrics) = &mut self.metrics {
            metrics.event(event, now);
        }
        if let Some(announcer) = &self.announcer {
            announcer.event(event);
        }
    }

    /// Shows how things stand to those who want to know at any time.
    pub(super) fn look(&self, supervisor: &Supervisor) {
        if let Some(metrics) = &self.metrics {
            metrics.look(Snapshot::of(supervisor));
        }
    }

    pub(super) fn to_client(&self) {
        if let Some(metrics) = &self.metrics {
            metrics.to_client();
        }
    }

    pub(super) fn to_server(&self) {
        if let Some(metrics) = &self.metrics {
            metrics.to_server();
        }
    }

    pub(super) fn memory(&self, resident: u64) {
        if let Some(metrics) = &self.metrics {
            metrics.memory(resident);
        }
    }

    /// Gives each of them so long to say what is left.
    pub(super) fn finish(&self, longest: Duration) {
        if let Some(announcer) = &self.announcer {
            announcer.finish(longest);
        }
        if let Some(state) = &self.state {
            state.finish(longest);
        }
        self.log.finish(longest);
    }
}
