//! Notification streams that a client of 2026-07-28 has open.
//!
//! A stream outlives the process: it is requested again with the same id, and the second
//! acknowledgement is dropped.
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions>

use std::collections::BTreeMap;

use serde_json::Value;

use super::id::Id;
use super::recent::Recent;

#[derive(Debug)]
pub(crate) struct Stream {
    /// Position in the order of sending.
    pub(crate) place: u64,
    pub(crate) line: Box<[u8]>,
    /// True if the client has received the acknowledgement.
    pub(crate) acknowledged: bool,
    /// Number of servers that ended before they acknowledged it.
    pub(crate) crashes: u8,
    /// Notifications for the client, queued until the stream is open.
    waiting: Vec<Box<[u8]>>,
    filter: Value,
}

impl Stream {
    pub(crate) fn new(line: &[u8], crashes: u8, place: u64) -> Self {
        let request: Value = serde_json::from_slice(line).unwrap_or_default();
        Self {
            place,
            line: line.into(),
            acknowledged: false,
            crashes,
            waiting: Vec::new(),
            filter: request
                .pointer("/params/notifications")
                .cloned()
                .unwrap_or_default(),
        }
    }

    pub(crate) fn wants(&self, filter: &str) -> bool {
        self.filter.get(filter).is_some_and(|wanted| wanted == true)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Streams {
    open: BTreeMap<Id, Stream>,
    /// Closed streams: a server to which they were sent again may still acknowledge them.
    closed: Recent,
    /// Lines for the client that follow the message being passed on.
    pub(crate) after: Vec<Box<[u8]>>,
}

impl Streams {
    pub(crate) fn insert(&mut self, id: Id, stream: Stream) {
        self.closed.take(&id);
        self.open.insert(id, stream);
    }

    pub(crate) fn remove(&mut self, id: &Id) -> Option<Stream> {
        let stream = self.open.remove(id)?;
        if stream.acknowledged {
            self.closed.add(id.clone());
        }
        Some(stream)
    }

    pub(crate) fn take_unacknowledged_of(&mut self, id: &Id) -> Option<Stream> {
        let unacknowledged = self.open.get(id).is_some_and(|stream| !stream.acknowledged);
        unacknowledged.then(|| self.open.remove(id)).flatten()
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.open.contains_key(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    /// Handles an acknowledgement: returns the notifications that follow it, or `None` if the
    /// client has already got one.
    pub(crate) fn acknowledge(&mut self, id: &Id) -> Option<Vec<Box<[u8]>>> {
        match self.open.get_mut(id) {
            None if self.closed.contains(id) => None,
            None => Some(Vec::new()),
            Some(stream) if stream.acknowledged => None,
            Some(stream) => {
                stream.acknowledged = true;
                Some(std::mem::take(&mut stream.waiting))
            }
        }
    }

    /// Sends a notification on every matching stream; returns the lines that can be sent now. The
    /// acknowledgement has to be the first message of a stream.
    pub(crate) fn notify(&mut self, filter: &str, line: impl Fn(&Id) -> String) -> Vec<Box<[u8]>> {
        let mut now = Vec::new();
        for (id, stream) in &mut self.open {
            if !stream.wants(filter) {
                continue;
            }
            let line = line(id).into_bytes().into();
            if stream.acknowledged {
                now.push(line);
            } else {
                // At most one notification per process for each of the three lists.
                stream.waiting.push(line);
            }
        }
        now
    }

    /// In the order of sending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Stream> {
        let mut streams: Vec<&Stream> = self.open.values().collect();
        streams.sort_by_key(|stream| stream.place);
        streams.into_iter()
    }

    /// Removes and returns streams that no server has acknowledged, which are handled like other
    /// requests.
    pub(crate) fn take_unacknowledged(&mut self) -> Vec<(Id, Stream)> {
        let (kept, taken): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|(_, stream)| stream.acknowledged);
        self.open = kept;
        taken.into_iter().collect()
    }

    pub(crate) fn take_all(&mut self) -> Vec<Id> {
        std::mem::take(&mut self.open).into_keys().collect()
    }
}
