//! Queues undelivered announcements of a destination: bounded, with backoff after each failure.
//!
//! A state machine without I/O and without a clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};

use super::cloud_event::{CloudEvent, REGISTERED};

/// Time limit of one delivery attempt.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum number of queued announcements; the oldest is dropped for a new one.
pub(super) const MOST: usize = 256;
/// First and maximum backoff after a failure.
const WAITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(60)];

/// Result of a delivery attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    Taken,
    /// A retry may succeed.
    Failed,
    /// A retry cannot succeed.
    Refused,
}

#[derive(Debug)]
pub(super) struct Backlog {
    waiting: VecDeque<CloudEvent>,
    waits: ExponentialBackoff,
    /// Time of the next attempt.
    not_before: Option<Instant>,
    /// Number of lost announcements.
    lost: u64,
}

fn waits() -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(WAITS[0])
        .with_max_delay(WAITS[1])
        .without_max_times()
        .build()
}

impl Backlog {
    pub(super) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            waits: waits(),
            not_before: None,
            lost: 0,
        }
    }

    pub(super) fn push(&mut self, event: CloudEvent) {
        // A registration replaces earlier ones.
        if event.name == REGISTERED {
            self.waiting.retain(|waiting| waiting.name != REGISTERED);
        }
        if self.waiting.len() == MOST {
            self.waiting.pop_front();
            self.lost += 1;
        }
        self.waiting.push_back(event);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The event to send now.
    pub(super) fn due(&self, now: Instant) -> Option<&CloudEvent> {
        if self.not_before.is_some_and(|time| now < time) {
            return None;
        }
        self.waiting.front()
    }

    /// Time at which [`Backlog::due`] returns an event.
    pub(super) fn next_attempt(&self, now: Instant) -> Option<Instant> {
        (!self.is_empty()).then(|| self.not_before.unwrap_or(now))
    }

    /// Records the result of the attempt.
    pub(super) fn tried(&mut self, attempt: Attempt, now: Instant) {
        match attempt {
            Attempt::Failed => {
                let wait = self.waits.next().unwrap_or(WAITS[1]);
                self.not_before = Some(now + wait);
            }
            Attempt::Taken | Attempt::Refused => {
                self.waiting.pop_front();
                self.lost += u64::from(attempt == Attempt::Refused);
                self.hurry();
            }
        }
    }

    /// Makes the next attempt due immediately: the destination is reachable again, or the program
    /// ends.
    pub(super) fn hurry(&mut self) {
        self.waits = waits();
        self.not_before = None;
    }

    /// Number of events lost since the last call.
    pub(super) fn take_lost(&mut self) -> u64 {
        std::mem::take(&mut self.lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &'static str, json: &str) -> CloudEvent {
        let json = json.to_owned();
        CloudEvent { name, json }
    }

    #[test]
    fn waits_double_until_something_is_taken() {
        let start = Instant::now();
        let mut backlog = Backlog::new();
        backlog.push(event("crashed", "1"));
        let mut now = start;
        let mut waits = Vec::new();
        for _ in 0..8 {
            assert_eq!(backlog.due(now).map(|event| event.json.as_str()), Some("1"));
            backlog.tried(Attempt::Failed, now);
            let next = backlog.next_attempt(now).unwrap();
            assert_eq!(backlog.due(next - Duration::from_nanos(1)), None);
            waits.push(next.duration_since(now).as_secs());
            now = next;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        backlog.tried(Attempt::Taken, now);
        assert_eq!((backlog.next_attempt(now), backlog.take_lost()), (None, 0));
        backlog.push(event("crashed", "2"));
        backlog.tried(Attempt::Failed, now);
        assert_eq!(
            backlog.next_attempt(now),
            Some(now + Duration::from_secs(1))
        );
    }

    #[test]
    fn the_oldest_goes_when_it_is_full_and_one_registration_is_enough() {
        let now = Instant::now();
        let mut backlog = Backlog::new();
        for number in 0..MOST + 5 {
            backlog.push(event("crashed", &number.to_string()));
            backlog.push(event(REGISTERED, "r"));
        }
        assert_eq!(backlog.waiting.len(), MOST);
        let registrations = backlog
            .waiting
            .iter()
            .filter(|waiting| waiting.name == REGISTERED);
        assert_eq!(registrations.count(), 1);
        assert_eq!(backlog.take_lost(), 6);
        assert_eq!(backlog.due(now).unwrap().json, "6");
    }

    #[test]
    fn a_rejected_event_does_not_block_the_rest() {
        let now = Instant::now();
        let mut backlog = Backlog::new();
        backlog.push(event("crashed", "1"));
        backlog.push(event("recovered", "2"));
        backlog.tried(Attempt::Refused, now);
        assert_eq!(backlog.due(now).unwrap().json, "2");
        assert_eq!(backlog.take_lost(), 1);
    }
}
