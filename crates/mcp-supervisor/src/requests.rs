//! Tracks requests of the client from arrival to response, for metrics and traces.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime};

use crate::session::{Id, Observation, RequestOutcome};

/// Maximum number of tracked requests, more than a session has.
const MOST_OPEN: usize = 100_000;

/// A request that was answered or cancelled.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedRequest {
    /// JSON-RPC id.
    pub id: Id,
    /// Method.
    pub method: String,
    /// The tool, prompt or resource.
    pub name: Option<String>,
    /// Trace context of the client.
    pub traceparent: Option<String>,
    /// Outcome.
    pub outcome: RequestOutcome,
    /// Time of its arrival.
    pub arrived: SystemTime,
    /// Time to its response, including waits for a server and repeated attempts.
    pub took: Duration,
}

/// Open requests.
#[derive(Debug)]
pub struct RequestTracker {
    open: HashMap<Id, Open>,
    clock: fn() -> SystemTime,
}

#[derive(Debug)]
struct Open {
    method: String,
    name: Option<String>,
    traceparent: Option<String>,
    arrived: SystemTime,
    since: Instant,
}

impl RequestTracker {
    /// No open requests; `clock` gives the time of day.
    #[must_use]
    pub fn new(clock: fn() -> SystemTime) -> Self {
        Self {
            open: HashMap::new(),
            clock,
        }
    }

    /// Takes an observation; returns the request that it ends.
    pub fn observe(&mut self, observation: Observation, now: Instant) -> Option<FinishedRequest> {
        match observation {
            Observation::Begun {
                id,
                method,
                name,
                traceparent,
            } => {
                if self.open.len() < MOST_OPEN {
                    // A repeated request began with its first attempt.
                    self.open.entry(id).or_insert_with(|| Open {
                        method,
                        name,
                        traceparent,
                        arrived: (self.clock)(),
                        since: now,
                    });
                }
                None
            }
            Observation::Ended { id, outcome } => {
                let open = self.open.remove(&id)?;
                Some(FinishedRequest {
                    id,
                    method: open.method,
                    name: open.name,
                    traceparent: open.traceparent,
                    outcome,
                    arrived: open.arrived,
                    took: now.saturating_duration_since(open.since),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_is_sent_again_counts_once_from_its_arrival() {
        let start = Instant::now();
        let mut tracker = RequestTracker::new(|| SystemTime::UNIX_EPOCH);
        let begun = || Observation::Begun {
            id: Id::Integer(1),
            method: "tools/call".into(),
            name: Some("echo".into()),
            traceparent: None,
        };
        let ended = || Observation::Ended {
            id: Id::Integer(1),
            outcome: RequestOutcome::Success,
        };
        assert_eq!(tracker.observe(begun(), start), None);
        assert_eq!(
            tracker.observe(begun(), start + Duration::from_secs(2)),
            None
        );
        let finished = tracker
            .observe(ended(), start + Duration::from_secs(3))
            .unwrap();
        assert_eq!(finished.took, Duration::from_secs(3));
        assert_eq!(tracker.observe(ended(), start), None);
    }
}
