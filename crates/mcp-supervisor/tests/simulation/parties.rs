//! State of the client's requests and of each server.

use std::collections::BTreeSet;

use mcp_supervisor::supervisor::Command;
use serde_json::{Value, json};

/// Maximum number of concurrent streams of the client.
pub(crate) const STREAMS: usize = 5;

/// Era of client and server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// The client starts with the handshake.
    Handshake,
    /// The client probes for a stateless server, but this one is not stateless.
    Probe,
    /// Both are stateless, and the client probes first.
    Discover,
    /// Both are stateless, and the client does not probe.
    Stateless,
}

impl Era {
    pub(crate) const ALL: [Self; 4] = [
        Self::Handshake,
        Self::Probe,
        Self::Discover,
        Self::Stateless,
    ];

    pub(crate) fn is_stateless(self) -> bool {
        matches!(self, Self::Discover | Self::Stateless)
    }
}

/// One process: strict, as the SDKs' servers are.
#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) alive: bool,
    pub(crate) initialized: bool,
    pub(crate) hung: bool,
    pub(crate) questions: u64,
    pub(crate) last_first_delivery: u64,
    /// Index of its list of tools, of two.
    pub(crate) tools: bool,
    /// The streams that are open, by the number of their request.
    pub(crate) streams: BTreeSet<u64>,
    /// Lines written to it and never read.
    pub(crate) unread: Vec<String>,
}

/// A request of the client and its results.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) answers: u32,
    pub(crate) cancelled: bool,
    pub(crate) deliveries: u32,
    pub(crate) repeatable: bool,
    pub(crate) progress: f64,
    /// True for a stream of notifications.
    pub(crate) stream: bool,
    /// True for a call of the tool that replaces the server.
    pub(crate) restarts: bool,
    /// Number of acknowledgements that the client got.
    pub(crate) acknowledged: u32,
}

/// Half of the ids are strings; the two kinds must not be mixed up.
pub(crate) fn id_of(number: u64) -> Value {
    if number.is_multiple_of(2) {
        json!(number)
    } else {
        json!(number.to_string())
    }
}

/// The number of an id of the client; none for those of the supervisor.
pub(crate) fn number_of(id: &Value) -> Option<u64> {
    let number = id
        .as_u64()
        .or_else(|| id.as_str().and_then(|text| text.parse().ok()))?;
    assert_eq!(*id, id_of(number), "id {id} changed its type");
    Some(number)
}

/// A command as a line of the trace.
pub(crate) fn shown(command: &Command) -> String {
    match command {
        Command::ToClient(line) => format!("client: {}", String::from_utf8_lossy(line)),
        Command::ToServer { generation, line } => {
            format!("server {generation}: {}", String::from_utf8_lossy(line))
        }
        other => format!("{other:?}"),
    }
}
