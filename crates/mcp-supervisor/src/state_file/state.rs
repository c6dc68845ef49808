//! Content of the state file.

use std::hash::Hasher as _;
use std::os::unix::ffi::OsStrExt as _;

use serde::{Deserialize, Serialize};

use crate::event::{Event, Level};
use crate::policy::Streak;
use crate::process::ServerCommand;

/// Maximum number of kept events; older ones are in the log.
const MOST_EVENTS: usize = 100;

/// Servers of all supervisors that use the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// [`State::SCHEMA`]; a file of a later schema is not touched.
    pub schema: u32,
    /// One per concurrent supervisor.
    pub servers: Vec<KeptServer>,
    /// Events of all servers, the latest last.
    pub history: Vec<Happened>,
}

/// State of a server across its successive supervisors.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeptServer {
    /// Number that distinguishes it from other servers, including those with the same command.
    pub slot: u32,
    /// Name of the server.
    pub name: String,
    /// [`Served::command`].
    pub command: String,
    /// Consecutive failures.
    pub consecutive_failures: u32,
    /// Consecutive restarts for memory.
    pub memory_restarts: u32,
    /// Total number of restarts.
    pub restarts: u64,
    /// The supervisor that wrote last.
    pub supervisor: u32,
    /// Generation of its server's process, from 1.
    pub generation: u64,
    /// Time, RFC 3339.
    pub updated: String,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// RFC 3339.
    pub time: String,
    /// [`KeptServer::slot`] of the server.
    pub slot: u32,
    /// Name of the server, as in the log.
    pub event: String,
    /// Log message.
    pub message: String,
}

/// The server of a supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Name of the server.
    pub name: String,
    /// Hash that identifies the command. The command itself is not stored, since its arguments may
    /// contain secrets.
    pub command: String,
}

impl Served {
    /// The server of this name that is started by this command.
    #[must_use]
    pub fn new(name: String, command: &ServerCommand) -> Self {
        let mut hasher = fnv::FnvHasher::default();
        for word in std::iter::once(&command.program).chain(&command.arguments) {
            hasher.write(word.as_bytes());
            // No argument can contain this byte.
            hasher.write(&[0]);
        }
        let command = format!("{:016x}", hasher.finish());
        Self { name, command }
    }
}

impl KeptServer {
    /// Initial streak of its next supervisor.
    #[must_use]
    pub fn streak(&self) -> Streak {
        Streak {
            failures: self.consecutive_failures,
            memory: self.memory_restarts,
        }
    }
}

impl State {
    /// The schema that this program writes.
    pub const SCHEMA: u32 = 1;

    /// The worst streak of a command.
    #[must_use]
    pub fn worst(&self, command: &str) -> Streak {
        let same = self
            .servers
            .iter()
            .filter(|server| server.command == command);
        same.fold(Streak::default(), |worst, server| Streak {
            failures: worst.failures.max(server.consecutive_failures),
            memory: worst.memory.max(server.memory_restarts),
        })
    }

    /// Records an event of a server.
    pub fn take(&mut self, slot: u32, event: &Event, streak: Streak, time: String) {
        if let Some(server) = self.servers.iter_mut().find(|server| server.slot == slot) {
            server.consecutive_failures = streak.failures;
            server.memory_restarts = streak.memory;
            server.supervisor = std::process::id();
            server.updated.clone_from(&time);
            if let Event::Started { generation, .. } | Event::Recovered { generation, .. } = event {
                server.generation = *generation;
            }
            server.restarts += u64::from(matches!(event, Event::Down { .. }));
        }
        if event.level() < Level::Info || matches!(event, Event::Note(_)) {
            return;
        }
        self.history.push(Happened {
            time,
            slot,
            event: event.name().to_owned(),
            message: event.to_string(),
        });
        let surplus = self.history.len().saturating_sub(MOST_EVENTS);
        self.history.drain(..surplus);
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            schema: Self::SCHEMA,
            servers: Vec::new(),
            history: Vec::new(),
        }
    }
}
