//! Stores the client's requests that a server has not answered.

use std::time::{Duration, Instant};

use fnv::FnvHashMap;

use super::effect::Effect;
use super::id::Id;

/// Capacity that is kept when no requests are in flight.
const KEPT: usize = 1_024;

/// A request in flight.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Request {
    /// The line, if it is to be sent again after a crash.
    pub(crate) line: Option<Box<[u8]>>,
    /// Number of servers that ended while they processed it.
    pub(crate) crashes: u8,
    /// True if it is sent again regardless of the number of crashes.
    pub(crate) handshake: bool,
    pub(crate) deadline: Option<Instant>,
    /// Time by which each progress notification extends the deadline.
    pub(crate) timeout: Option<Duration>,
    /// Latest time to which progress may extend the deadline.
    pub(crate) latest: Option<Instant>,
    /// Deadline of its wait for a server, if it had to wait.
    pub(crate) hold_until: Option<Instant>,
    /// The batch it came in.
    pub(crate) batch: Option<u64>,
    /// Progress token, if progress has to be tracked.
    pub(crate) token: Option<Id>,
    /// The last progress reported to the client.
    pub(crate) progress: Option<f64>,
    /// Effect of its success on the session.
    pub(crate) effect: Effect,
}

/// Position in the order of sending, and the details of a request. Most requests have no details,
/// and there may be many.
type Entry = (u64, Option<Box<Request>>);

#[derive(Debug, Default)]
pub(crate) struct InFlight {
    requests: FnvHashMap<Id, Entry>,
    /// Requests by progress token.
    tokens: FnvHashMap<Id, Id>,
    /// Size of the kept lines, in bytes.
    kept: usize,
    sequence: u64,
    /// Number of requests with a deadline, to skip the search if there are none.
    timed: usize,
}

impl InFlight {
    pub(crate) fn insert(&mut self, id: Id, request: Request) {
        self.kept += request.line.as_ref().map_or(0, |line| line.len());
        self.timed += usize::from(request.deadline.is_some());
        if let Some(token) = &request.token {
            self.tokens.insert(token.clone(), id.clone());
        }
        let place = self.next_place();
        let known = (request != Request::default()).then(|| Box::new(request));
        self.requests.insert(id, (place, known));
    }

    /// Next position in the order of sending, also for requests that are not stored here.
    pub(crate) fn next_place(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    pub(crate) fn remove(&mut self, id: &Id) -> Option<Request> {
        let (_, request) = self.requests.remove(id)?;
        if self.requests.is_empty() && self.requests.capacity() > KEPT {
            self.requests.shrink_to(KEPT);
        }
        let request = known(request);
        self.kept -= request.line.as_ref().map_or(0, |line| line.len());
        self.timed -= usize::from(request.deadline.is_some());
        if let Some(token) = &request.token {
            self.tokens.remove(token);
        }
        Some(request)
    }

    /// All requests with their positions, in the order of sending.
    pub(crate) fn take_all(&mut self) -> Vec<(u64, Id, Request)> {
        let mut all: Vec<_> = std::mem::take(&mut self.requests).into_iter().collect();
        all.sort_by_key(|(_, (sequence, _))| *sequence);
        *self = Self {
            sequence: self.sequence,
            ..Self::default()
        };
        all.into_iter()
            .map(|(id, (place, request))| (place, id, known(request)))
            .collect()
    }

    /// The id of the only request.
    pub(crate) fn only(&self) -> Option<Id> {
        let mut ids = self.requests.keys();
        let only = ids.next()?;
        ids.next().is_none().then(|| only.clone())
    }

    /// Removes and returns the requests of a batch, in the order of sending.
    pub(crate) fn take_batch(&mut self, batch: u64) -> Vec<Id> {
        let is_in_batch = |request: &Option<Box<Request>>| {
            request
                .as_ref()
                .is_some_and(|request| request.batch == Some(batch))
        };
        let members = self.requests.iter();
        let mut found: Vec<_> = members
            .filter(|(_, (_, request))| is_in_batch(request))
            .map(|(id, (place, _))| (*place, id.clone()))
            .collect();
        found.sort();
        let ids: Vec<Id> = found.into_iter().map(|(_, id)| id).collect();
        for id in &ids {
            self.remove(id);
        }
        ids
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.requests.contains_key(id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.requests.len()
    }

    pub(crate) fn kept_bytes(&self) -> usize {
        self.kept
    }

    /// True if a progress notification may reach the client: progress must increase.
    ///
    /// <https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress>
    pub(crate) fn progresses(&mut self, token: &Id, progress: f64) -> bool {
        let Some((_, Some(request))) = self
            .tokens
            .get(token)
            .and_then(|id| self.requests.get_mut(id))
        else {
            return true;
        };
        if request.crashes > 0 && request.progress.is_some_and(|last| progress <= last) {
            return false;
        }
        request.progress = Some(progress);
        true
    }

    /// Extends the deadline of the request that reports progress under `token`.
    pub(crate) fn extend(&mut self, token: &Id, now: Instant) {
        if let Some((_, Some(request))) = self
            .tokens
            .get(token)
            .and_then(|id| self.requests.get_mut(id))
            && let (Some(deadline), Some(latest)) = (request.deadline, request.latest)
            && let Some(timeout) = request.timeout
        {
            request.deadline = Some((now + timeout).min(latest).max(deadline));
        }
    }

    /// Extends the deadlines of all requests: the server waited for a person, or the client did not
    /// read.
    pub(crate) fn postpone(&mut self, by: Duration) {
        for request in self
            .requests
            .values_mut()
            .filter_map(|(_, request)| request.as_mut())
            .filter(|request| request.deadline.is_some())
        {
            request.deadline = request.deadline.map(|deadline| deadline + by);
            request.latest = request.latest.map(|latest| latest + by);
        }
    }

    /// The requests whose deadline has passed.
    pub(crate) fn overdue(&self, now: Instant) -> Vec<Id> {
        if self.timed == 0 {
            return Vec::new();
        }
        let mut overdue: Vec<_> = self
            .requests
            .iter()
            .filter(|(_, (_, request))| deadline(request).is_some_and(|deadline| deadline <= now))
            .map(|(id, (sequence, _))| (*sequence, id.clone()))
            .collect();
        overdue.sort();
        overdue.into_iter().map(|(_, id)| id).collect()
    }

    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        if self.timed == 0 {
            return None;
        }
        self.requests
            .values()
            .filter_map(|(_, request)| deadline(request))
            .min()
    }
}

fn known(request: Option<Box<Request>>) -> Request {
    request.map_or_else(Request::default, |request| *request)
}

fn deadline(request: &Option<Box<Request>>) -> Option<Instant> {
    request.as_ref()?.deadline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_requests_take_little_room_and_leave_none_behind() {
        assert!(size_of::<(Id, Entry)>() <= 48);
        let mut in_flight = InFlight::default();
        for number in 0..20_000 {
            in_flight.insert(Id::Integer(number), Request::default());
        }
        for number in 0..20_000 {
            assert!(in_flight.remove(&Id::Integer(number)).is_some());
        }
        assert!(in_flight.requests.capacity() <= 2 * KEPT);
    }
}
