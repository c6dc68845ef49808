//! Tells people how a server stands.

use std::fmt::Write as _;

use super::state::State;

/// Events that are shown.
const SHOWN: usize = 10;

/// A few lines on the state; `alive` says whether the supervisor that wrote last still runs.
#[must_use]
pub fn status(state: &State, alive: bool) -> String {
    if state.updated.is_empty() {
        return "nothing has happened yet\n".to_owned();
    }
    let mut text = String::new();
    let supervisor = if alive { "running" } else { "gone" };
    let _ = writeln!(
        text,
        "supervisor            process {}, {supervisor}",
        state.supervisor
    );
    let _ = writeln!(
        text,
        "server                generation {}",
        state.generation
    );
    let _ = writeln!(text, "failures in a row     {}", state.consecutive_failures);
    let _ = writeln!(
        text,
        "restarts for memory   {} in a row",
        state.memory_restarts
    );
    let _ = writeln!(text, "restarts ever         {}", state.restarts);
    let _ = writeln!(text, "last change           {}", state.updated);
    if !state.history.is_empty() {
        text.push('\n');
    }
    for happened in state.history.iter().rev().take(SHOWN).rev() {
        let _ = writeln!(text, "{} {}", happened.time, happened.message);
    }
    text
}
