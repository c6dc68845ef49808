//! Ids of the requests that the supervisor itself sends to a server.

use std::collections::HashMap;

use super::id::Id;
use super::lists::{ListKind, Progress};

/// Purpose of an internal request; its answer never reaches the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Repeats the client's handshake.
    Initialize,
    /// Restores the level of log messages.
    SetLevel,
    /// Restores a subscription to a resource.
    Subscribe,
    /// Checks that a new process of the stateless era answers requests.
    Discover,
    /// Checks that the server is alive.
    Ping,
    /// Compares a page of a list with the one that the client received.
    Compare { kind: ListKind, progress: Progress },
}

#[derive(Debug)]
pub(crate) struct InternalRequests {
    prefix: String,
    next: u64,
    /// Purpose and process of each open request.
    waiting: HashMap<u64, (u64, Purpose)>,
}

impl InternalRequests {
    pub(crate) fn new(instance: &str) -> Self {
        Self {
            prefix: format!("mcp-supervisor-{instance}-"),
            next: 0,
            waiting: HashMap::new(),
        }
    }

    /// A request with its own id, as a line; `params` is JSON.
    pub(crate) fn make(
        &mut self,
        generation: u64,
        purpose: Purpose,
        method: &str,
        params: Option<&str>,
    ) -> Vec<u8> {
        self.next += 1;
        self.waiting.insert(self.next, (generation, purpose));
        let id = format!("\"{}{}\"", self.prefix, self.next);
        let params = params.map_or(String::new(), |params| format!(",\"params\":{params}"));
        format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"{params}}}"#).into_bytes()
    }

    /// Purpose of an answer: `None` if it answers a request of the client, `Some(None)` if it is
    /// internal and no longer expected.
    pub(crate) fn answered(&mut self, generation: u64, id: &Id) -> Option<Option<Purpose>> {
        let Id::Text(text) = id else { return None };
        let number = text.strip_prefix(&self.prefix)?.parse().ok()?;
        let (_, purpose) = self
            .waiting
            .remove(&number)
            .filter(|(process, _)| *process == generation)
            .unzip();
        Some(purpose)
    }

    /// Drops the requests to an ended process.
    pub(crate) fn forget(&mut self, generation: u64) {
        self.waiting
            .retain(|_, (process, _)| *process != generation);
    }
}
