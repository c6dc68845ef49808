//! Idle times of the server, and times in which it is not read because the client does not read.

use std::time::Instant;

use super::machine::Session;
use super::server_state::Stage;

impl Session {
    /// Start of the idle time; `None` if the server is busy or not live. An open stream or a
    /// subscription needs a running server.
    pub(crate) fn idle_since(&self) -> Option<Instant> {
        let is_idle = self.is_live()
            && self.has_begun()
            && !self.is_paused()
            && !self.has_open_requests()
            && self.streams.len() == 0
            && self.client.subscriptions.is_empty()
            && self.server_requests.is_empty();
        is_idle.then_some(self.active)
    }

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
