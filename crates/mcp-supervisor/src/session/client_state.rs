//! State of the client, which is restored in each new process.

use std::collections::BTreeMap;

use super::handshake::Era;
use super::lists::{KnownLists, RepeatableTools};

/// State of the session that outlives a process.
#[derive(Debug, Default)]
pub(crate) struct ClientState {
    pub(crate) era: Era,
    /// `_meta` of the client's probe, until the answer decides the era.
    pub(crate) probe_meta: Option<String>,
    /// Parameters of the last successful `logging/setLevel`.
    pub(crate) level: Option<Box<str>>,
    /// Subscribed resources, with the parameters of the request.
    pub(crate) subscriptions: BTreeMap<Box<str>, Box<str>>,
    pub(crate) lists: KnownLists,
    pub(crate) tools: RepeatableTools,
    /// Number of consecutive processes that rejected the repeated handshake.
    pub(crate) refusals: u32,
    /// True once the server has answered a ping or, in the stateless era, a probe, so that silence
    /// after one is significant.
    pub(crate) answers_ping: bool,
    /// True once a response with a text id for a numeric one was logged.
    pub(crate) noted_text_id: bool,
}
