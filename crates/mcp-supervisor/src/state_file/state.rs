//! Says what is kept.

use serde::{Deserialize, Serialize};

use crate::event::{Event, Level};
use crate::policy::Streak;

/// Events that are kept; older ones are in the log.
const MOST_EVENTS: usize = 100;

/// What is known of a server over all the supervisors it has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// [`State::SCHEMA`]; a file of a later schema is not touched.
    pub schema: u32,
    /// Failures in a row.
    pub consecutive_failures: u32,
    /// Restarts for memory in a row.
    pub memory_restarts: u32,
    /// Restarts ever.
    pub restarts: u64,
    /// The supervisor that wrote last.
    pub supervisor: u32,
    /// The number of its server's process, from 1.
    pub generation: u64,
    /// When that was, RFC 3339.
    pub updated: String,
    /// What happened, the latest last.
    pub history: Vec<Happened>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// RFC 3339.
    pub time: String,
    /// The name that the log has, too.
    pub event: String,
    /// The words of the log.
    pub message: String,
}

impl State {
    /// The schema that this program writes.
    pub const SCHEMA: u32 = 1;

    /// The streak that a new supervisor begins with.
    #[must_use]
    pub fn streak(&self) -> Streak {
        Streak {
            failures: self.consecutive_failures,
            memory: self.memory_restarts,
        }
    }

    /// Takes in what happened.
    pub fn take(&mut self, event: &Event, streak: Streak, time: String) {
        self.consecutive_failures = streak.failures;
        self.memory_restarts = streak.memory;
        if let Event::Started { generation, .. } | Event::Recovered { generation, .. } = event {
            self.generation = *generation;
        }
        self.restarts += u64::from(matches!(event, Event::Down { .. }));
        if event.level() < Level::Info || matches!(event, Event::Note(_)) {
            return;
        }
        self.history.push(Happened {
            time,
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
            consecutive_failures: 0,
            memory_restarts: 0,
            restarts: 0,
            supervisor: 0,
            generation: 0,
            updated: String::new(),
            history: Vec::new(),
        }
    }
}
