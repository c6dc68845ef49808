//! Pings a silent, idle process to check that it is alive.
//!
//! A process with an open request is not pinged: it may be unable to answer anything before it.

use std::time::Instant;

use super::action::{Action, Unusable};
use super::handshake::Era;
use super::internal_requests::Purpose;
use super::machine::Session;
use super::server_state::Stage;
use super::silence::{LivenessCheck, Verdict};

impl Session {
    /// Makes the next check due immediately, since a request was not answered in time.
    pub(crate) fn suspect(&mut self, now: Instant) {
        if let Some(check) = self.options.liveness_check {
            self.server.silence.suspect(check, now);
        }
    }

    pub(crate) fn liveness_deadline(&self) -> Option<Instant> {
        let check = self
            .options
            .liveness_check
            .filter(|_| self.can_be_pinged())?;
        let first = self
            .first_is_watched()
            .then(|| self.server.silence.due(check));
        let standby = self.standby.as_ref().filter(|standby| standby.is_ready());
        let second = standby.map(|standby| standby.silence.due(check));
        first.into_iter().chain(second).min()
    }

    /// True if no reply to a ping means that the server hangs: it has answered one before, or a
    /// request has timed out as well.
    fn silence_counts(&self) -> bool {
        self.client.answers_ping || self.server.silence.is_suspect()
    }

    /// True if the era is known, which decides the request to send.
    fn can_be_pinged(&self) -> bool {
        match &self.client.era {
            Era::Undecided => false,
            Era::Handshake(_) => true,
            Era::Stateless { meta } => meta.is_some(),
        }
    }

    fn first_is_watched(&self) -> bool {
        let is_live = matches!(self.server.stage, Stage::Live { .. });
        // A pending ping must be answered, even if other requests arrived since.
        is_live && (self.requests.in_flight.is_empty() || self.server.silence.deadline.is_some())
    }

    pub(crate) fn check_liveness(&mut self, now: Instant, out: &mut Vec<Action>) {
        let Some(check) = self.options.liveness_check.filter(|_| self.can_be_pinged()) else {
            return;
        };
        if let Stage::Live { generation } = self.server.stage
            && self.first_is_watched()
        {
            match self.server.silence.verdict(check, now) {
                Verdict::Fine => {}
                Verdict::Ping => self.ping(generation, out),
                Verdict::Hangs if !self.silence_counts() => {}
                Verdict::Hangs => {
                    self.server.stage = Stage::Draining { generation };
                    let why = Unusable::Hung(check.timeout);
                    out.push(Action::Unusable { generation, why });
                }
            }
        }
        self.check_standby_liveness(check, now, out);
    }

    fn check_standby_liveness(
        &mut self,
        check: LivenessCheck,
        now: Instant,
        out: &mut Vec<Action>,
    ) {
        let Some(standby) = self.standby.as_mut().filter(|standby| standby.is_ready()) else {
            return;
        };
        let generation = standby.generation;
        let verdict = standby.silence.verdict(check, now);
        match verdict {
            Verdict::Fine => {}
            Verdict::Hangs if !self.client.answers_ping => {}
            Verdict::Ping => self.ping(generation, out),
            Verdict::Hangs => {
                self.standby_gone(out);
                let why = Unusable::Hung(check.timeout);
                out.push(Action::Unusable { generation, why });
            }
        }
    }

    fn ping(&mut self, generation: u64, out: &mut Vec<Action>) {
        let line = match &self.client.era {
            Era::Stateless { meta: Some(meta) } => {
                let params = format!(r#"{{"_meta":{meta}}}"#);
                self.internal
                    .make(generation, Purpose::Ping, "server/discover", Some(&params))
            }
            _ => self.internal.make(generation, Purpose::Ping, "ping", None),
        };
        out.push(Action::ToServer { generation, line });
    }
}
