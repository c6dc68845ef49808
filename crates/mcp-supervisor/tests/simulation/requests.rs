//! Calls of the tool that replaces the server, and the observation of requests.

use std::collections::BTreeMap;
use std::time::{Instant, SystemTime};

use mcp_supervisor::event::ReloadReason;
use mcp_supervisor::requests::RequestTracker;
use mcp_supervisor::session::{Id, Observation, SessionOptions};
use serde_json::json;

use crate::parties::id_of;
use crate::world::World;

/// Randomness, observations and counts of a schedule, beside those of the world, whose random numbers
/// stay the same for a seed.
pub(crate) struct Extras {
    random: fastrand::Rng,
    has_tool: bool,
    tracker: RequestTracker,
    /// Times that each request was reported to have ended.
    finished: BTreeMap<String, u32>,
    pub(crate) reloads: u64,
    pub(crate) file_reloads: u64,
    pub(crate) tool_reloads: u64,
}

impl Extras {
    pub(crate) fn new(seed: u64, options: &mut SessionOptions) -> Self {
        let mut random = fastrand::Rng::with_seed(!seed);
        options.observe = true;
        options.restart_tool = random.bool();
        Self {
            random,
            has_tool: options.restart_tool,
            tracker: RequestTracker::new(|| SystemTime::UNIX_EPOCH),
            finished: BTreeMap::new(),
            reloads: 0,
            file_reloads: 0,
            tool_reloads: 0,
        }
    }

    pub(crate) fn observe(&mut self, observation: Observation, now: Instant) {
        if let Some(finished) = self.tracker.observe(observation, now) {
            *self.finished.entry(key(&finished.id)).or_default() += 1;
        }
    }

    pub(crate) fn reloading(&mut self, reason: ReloadReason) {
        match reason {
            ReloadReason::Tool => self.tool_reloads += 1,
            ReloadReason::Files => self.file_reloads += 1,
            ReloadReason::Command | ReloadReason::Hangup => self.reloads += 1,
        }
    }
}

fn key(id: &Id) -> String {
    id.to_json()
}

impl World {
    /// Calls the tool now and then.
    pub(crate) fn call_restart_tool(&mut self) {
        if self.extras.has_tool && self.extras.random.u32(0..8) == 0 {
            let id = self.next_id;
            self.request(id, "tools/call", json!({"name": "supervisor_restart"}));
            self.sent.get_mut(&id).unwrap().restarts = true;
        }
    }

    /// Each request that was answered was reported to have ended, once.
    pub(crate) fn check_observations(&self) {
        for (number, sent) in &self.sent {
            // The first ones are sent again under the same id by the client.
            let is_checked = *number > 2 && !sent.stream && !sent.cancelled && !sent.restarts;
            if is_checked {
                let finished = self.extras.finished.get(&id_of(*number).to_string());
                assert_eq!(finished, Some(&1), "request {number}: {sent:?}");
            }
        }
    }
}
