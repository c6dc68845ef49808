//! Text and JSON of `mcp-supervisor status`.

use std::fmt::Write as _;

use serde::Serialize;

use super::state::{Happened, KeptServer, State};

/// Maximum number of listed events.
const SHOWN: usize = 10;

/// Status as JSON.
#[derive(Debug, Serialize)]
pub struct Status<'a> {
    schema: u32,
    servers: Vec<Server<'a>>,
    history: &'a [Happened],
}

#[derive(Debug, Serialize)]
struct Server<'a> {
    #[serde(flatten)]
    kept: &'a KeptServer,
    /// True if the supervisor that wrote last still runs.
    running: bool,
}

impl<'a> Status<'a> {
    /// The state, and for each server, true if its supervisor runs.
    #[must_use]
    pub fn new(state: &'a State, running: &[bool]) -> Self {
        let servers = state.servers.iter().zip(running);
        Self {
            schema: state.schema,
            servers: servers
                .map(|(kept, &running)| Server { kept, running })
                .collect(),
            history: &state.history,
        }
    }
}

/// A few lines per server, and the latest events.
#[must_use]
pub fn status(status: &Status<'_>) -> String {
    let mut text = String::new();
    for server in &status.servers {
        let running = if server.running { "running" } else { "gone" };
        let kept = server.kept;
        if kept.updated.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\
server                {}, generation {}
supervisor            process {}, {running}
failures in a row     {}
restarts for memory   {} in a row
restarts ever         {}
last change           {}

",
            kept.name,
            kept.generation,
            kept.supervisor,
            kept.consecutive_failures,
            kept.memory_restarts,
            kept.restarts,
            kept.updated,
        );
    }
    if text.is_empty() {
        return "nothing has happened yet\n".to_owned();
    }
    let several = status.servers.len() > 1;
    for happened in status.history.iter().rev().take(SHOWN).rev() {
        let name = status
            .servers
            .iter()
            .find(|server| several && server.kept.slot == happened.slot)
            .map_or(String::new(), |server| format!("{}: ", server.kept.name));
        let _ = writeln!(text, "{} {name}{}", happened.time, happened.message);
    }
    text
}
