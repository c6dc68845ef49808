//! Suspends timeouts while the client does not read: answers of the server may be waiting.

use std::time::Instant;

use super::machine::Session;
use super::server_state::Stage;

impl Session {
    /// True while the client does not read.
    pub(crate) fn is_paused(&self) -> bool {
        self.blocked_since.is_some()
    }

    /// The client does not read, so that the server's output is not read either.
    pub fn client_blocked(&mut self, now: Instant) {
        self.blocked_since.get_or_insert(now);
    }

    /// The client reads again: the time in between does not count against the server.
    pub fn client_unblocked(&mut self, now: Instant) {
        let Some(since) = self.blocked_since.take() else {
            return;
        };
        let by = now.saturating_duration_since(since);
        self.requests.in_flight.postpone(by);
        self.garbage.postpone(by);
        self.server.silence.postpone(by);
        if let Stage::Replaying { deadline, .. } = &mut self.server.stage {
            *deadline += by;
        }
        if let Some(standby) = &mut self.standby {
            standby.silence.postpone(by);
            standby.deadline = standby.deadline.map(|deadline| deadline + by);
        }
    }
}
