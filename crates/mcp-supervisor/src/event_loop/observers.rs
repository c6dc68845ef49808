//! Observers of events: the log, the state file, the metrics, the announcements.

use std::time::{Duration, Instant};

use crate::announce::Announcer;
use crate::event::Event;
use crate::log::Log;
use crate::metrics::{Recorder, Snapshot};
use crate::requests::RequestTracker;
use crate::session::Observation;
use crate::state_file::StateKeeper;
use crate::supervisor::Supervisor;
use crate::telemetry::Telemetry;

/// Observers of events. None of them delays messages.
#[derive(Debug)]
pub struct Observers {
    /// The log.
    pub log: Log,
    /// The state file.
    pub state: Option<StateKeeper>,
    /// Open requests, if metrics or traces need them.
    pub requests: Option<RequestTracker>,
    /// Exporter of traces and metrics.
    pub telemetry: Option<Telemetry>,
    /// Metrics.
    pub metrics: Option<Recorder>,
    /// Announcements.
    pub announcer: Option<Announcer>,
}

impl Observers {
    /// Passes an event to all observers.
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

    /// Takes begin or end of a request.
    pub(super) fn observe(&mut self, observation: Observation, now: Instant) {
        let requests = self.requests.as_mut();
        let Some(finished) = requests.and_then(|all| all.observe(observation, now)) else {
            return;
        };
        if let Some(metrics) = &mut self.metrics {
            metrics.finished(&finished);
        }
        if let Some(telemetry) = &self.telemetry {
            telemetry.finished(&finished);
        }
    }

    /// Publishes the current state to metrics and status requests.
    pub(super) fn update(&self, supervisor: &Supervisor) {
        if let Some(metrics) = &self.metrics {
            metrics.set_state(Snapshot::of(supervisor));
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

    /// Gives each observer up to `longest` to finish.
    pub(super) fn finish(&self, longest: Duration) {
        if let Some(announcer) = &self.announcer {
            announcer.finish(longest);
        }
        if let Some(telemetry) = &self.telemetry {
            telemetry.finish(longest);
        }
        if let Some(state) = &self.state {
            state.finish(longest);
        }
        self.log.finish(longest);
    }
}
