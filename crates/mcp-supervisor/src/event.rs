//! Says what happened to a server: the one source of the log, the metrics and the announcements.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::session::{Incompatible, Note};
use crate::watchdog::MEBIBYTE;

/// How grave an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For whoever looks for a fault in the messages.
    Debug,
    /// The way it should be.
    Info,
    /// Mended by itself.
    Warn,
    /// Somebody has to look.
    Error,
}

impl Level {
    /// As the log's text has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It left with this code.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
}

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "code {code}"),
            Self::Signal(number) => write!(formatter, "signal {number}{}", signal_name(*number)),
        }
    }
}

/// The names of the signals that end servers, as far as their numbers are the same everywhere.
fn signal_name(number: i32) -> &'static str {
    match number {
        1 => " (SIGHUP)",
        2 => " (SIGINT)",
        3 => " (SIGQUIT)",
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        14 => " (SIGALRM)",
        15 => " (SIGTERM)",
        _ => "",
    }
}

/// How it came that there is no process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// It ended unasked.
    Exited(Ended),
    /// It could not be started, for this reason.
    NotStarted(String),
    /// It was of no use, and was ended.
    Replaced,
    /// It was ended to make room for a fresh one.
    Refreshed,
}

impl fmt::Display for Down {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(Ended::Code(0)) => {
                write!(
                    to,
                    "MCP server ended by itself with code 0 while the client was connected."
                )
            }
            Self::Exited(ended) => write!(to, "MCP server exited with {ended}."),
            Self::NotStarted(why) => write!(to, "MCP server could not be started: {why}."),
            Self::Replaced | Self::Refreshed => write!(to, "MCP server was stopped."),
        }
    }
}

/// Why the supervisor ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The client closed its end.
    ClientClosed,
    /// The client does not read any more.
    ClientDeaf,
    /// SIGTERM.
    Terminated,
    /// SIGINT.
    Interrupted,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are named for what they hold")]
pub enum Event {
    /// A process was started.
    Started { generation: u64, process: u32 },
    /// The client can use the server.
    Ready { generation: u64 },
    /// The client can use it again.
    Recovered { generation: u64, restarts: u64 },
    /// A process lives but is of no use.
    Unusable { generation: u64, why: String },
    /// There is no process any more, and the next one comes after a wait.
    Down {
        generation: u64,
        why: Down,
        attempt: u32,
        backoff: Duration,
        extended: bool,
    },
    /// Too many failures.
    GaveUp { failures: u32, why: Down },
    /// No process can continue the session.
    Incompatible(Incompatible),
    /// Memory passed the threshold of warning; bytes.
    MemoryWarning {
        generation: u64,
        resident: u64,
        limit: u64,
    },
    /// Memory passed the limit; bytes.
    MemoryLimit {
        generation: u64,
        resident: u64,
        limit: u64,
    },
    /// The operator asked for a new process.
    Reloading { generation: u64 },
    /// The supervisor ends.
    Stopping { reason: StopReason },
    /// On the way of the messages.
    Note(Note),
}

impl Event {
    /// How grave it is.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Started { .. } | Self::Ready { .. } => Level::Debug,
            Self::Recovered { .. } | Self::Reloading { .. } | Self::Stopping { .. } => Level::Info,
            Self::Unusable { .. } | Self::MemoryWarning { .. } | Self::MemoryLimit { .. } => {
                Level::Warn
            }
            Self::Down { extended: true, .. } => Level::Error,
            Self::Down {
                why: Down::Refreshed,
                ..
            } => Level::Info,
            Self::Down { .. } => Level::Warn,
            Self::GaveUp { .. } | Self::Incompatible(_) => Level::Error,
            Self::Note(note) => match note {
                Note::NotAMessage { .. }
                | Note::NotificationLost
                | Note::CapabilitiesChanged
                | Note::NotRestored { .. } => Level::Warn,
                Note::Refused { .. } => Level::Info,
                Note::UnexpectedAnswer { .. } | Note::LateAnswer { .. } | Note::Repeated { .. } => {
                    Level::Debug
                }
            },
        }
    }

    /// The name that programs look for.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Ready { .. } => "ready",
            Self::Recovered { .. } => "recovered",
            Self::Unusable { .. } => "unusable",
            Self::Down { extended: true, .. } => "extended-backoff",
            Self::Down {
                why: Down::Refreshed,
                ..
            } => "refreshed",
            Self::Down { .. } => "crashed",
            Self::GaveUp { .. } => "gave-up",
            Self::Incompatible(_) => "incompatible",
            Self::MemoryWarning { .. } => "memory-warning",
            Self::MemoryLimit { .. } => "memory-limit",
            Self::Reloading { .. } => "reloading",
            Self::Stopping { .. } => "stopped",
            Self::Note(note) => match note {
                Note::NotAMessage { .. } => "not-a-message",
                Note::UnexpectedAnswer { .. } => "unexpected-answer",
                Note::LateAnswer { .. } => "late-answer",
                Note::Refused { .. } => "request-refused",
                Note::Repeated { .. } => "request-repeated",
                Note::NotificationLost => "notification-lost",
                Note::CapabilitiesChanged => "capabilities-changed",
                Note::NotRestored { .. } => "not-restored",
            },
        }
    }

    /// What programs want to know of it.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        let fields = match self {
            Self::Started {
                generation,
                process,
            } => {
                json!({"generation": generation, "pid": process})
            }
            Self::Unusable { generation, why } => {
                json!({"generation": generation, "why": why})
            }
            Self::Ready { generation } | Self::Reloading { generation } => {
                json!({"generation": generation})
            }
            Self::Recovered {
                generation,
                restarts,
            } => {
                json!({"generation": generation, "restarts": restarts})
            }
            Self::Down {
                generation,
                why,
                attempt,
                backoff,
                ..
            } => {
                let mut fields = json!({
                    "generation": generation,
                    "attempt": attempt,
                    "backoff_seconds": backoff.as_secs_f64(),
                });
                match why {
                    Down::Exited(Ended::Code(code)) => fields["exit_code"] = json!(code),
                    Down::Exited(Ended::Signal(signal)) => fields["signal"] = json!(signal),
                    Down::NotStarted(why) => fields["why"] = json!(why),
                    Down::Replaced | Down::Refreshed => {}
                }
                fields
            }
            Self::GaveUp { failures, why } => {
                json!({"failures": failures, "why": why.to_string()})
            }
            Self::Incompatible(versions) => {
                json!({"before": versions.before, "now": versions.now})
            }
            Self::MemoryWarning {
                generation,
                resident,
                limit,
            }
            | Self::MemoryLimit {
                generation,
                resident,
                limit,
            } => {
                json!({"generation": generation, "rss_bytes": resident, "limit_bytes": limit})
            }
            Self::Stopping { reason } => json!({"reason": format!("{reason:?}")}),
            Self::Note(note) => match note {
                Note::NotAMessage {
                    generation,
                    beginning,
                } => {
                    json!({"generation": generation, "line": beginning})
                }
                Note::UnexpectedAnswer { generation, id } => {
                    json!({"generation": generation, "id": id.to_json()})
                }
                Note::LateAnswer { generation } => json!({"generation": generation}),
                Note::Refused { id, why } => json!({"id": id.to_json(), "why": why}),
                Note::Repeated { id } => json!({"id": id.to_json()}),
                Note::NotificationLost | Note::CapabilitiesChanged => json!({}),
                Note::NotRestored { method } => json!({"method": method}),
            },
        };
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}

/// A wait, in the shortest words: `2s`, `1.5s`, `5min`.
fn short(wait: Duration) -> String {
    match wait.as_secs() {
        minutes if minutes >= 120 && minutes % 60 == 0 && wait.subsec_nanos() == 0 => {
            format!("{}min", minutes / 60)
        }
        whole if wait.subsec_millis() == 0 => format!("{whole}s"),
        _ => format!("{:.1}s", wait.as_secs_f64()),
    }
}

fn mebibytes(bytes: u64) -> u64 {
    bytes / MEBIBYTE
}

impl fmt::Display for Event {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started {
                generation,
                process,
            } => {
                write!(
                    to,
                    "MCP server started: process {process}, generation {generation}."
                )
            }
            Self::Ready { generation } => {
                write!(to, "MCP server is ready: generation {generation}.")
            }
            Self::Recovered { restarts: 1, .. } => {
                write!(to, "MCP server recovered after 1 restart.")
            }
            Self::Recovered { restarts, .. } => {
                write!(to, "MCP server recovered after {restarts} restarts.")
            }
            Self::Unusable { why, .. } => {
                write!(to, "MCP server is of no use and is replaced: {why}.")
            }
            Self::Down {
                why,
                attempt,
                backoff,
                extended: false,
                ..
            } => {
                write!(
                    to,
                    "{why} Restart attempt {attempt}. Backoff: {}.",
                    short(*backoff)
                )
            }
            Self::Down {
                why,
                attempt,
                backoff,
                extended: true,
                ..
            } => write!(
                to,
                "{why} Restart attempt {attempt}. Extended backoff: {}. Restarting does not mend this: somebody has to look.",
                short(*backoff)
            ),
            Self::GaveUp { failures, why } => {
                write!(to, "{why} It failed {failures} times in a row: giving up.")
            }
            Self::Incompatible(incompatible) => {
                write!(
                    to,
                    "The session cannot go on: {incompatible}. The client has to connect anew."
                )
            }
            Self::MemoryWarning {
                resident, limit, ..
            } => write!(
                to,
                "MCP server takes {} MB of memory, approaching the limit of {} MB.",
                mebibytes(*resident),
                mebibytes(*limit)
            ),
            Self::MemoryLimit {
                resident, limit, ..
            } => write!(
                to,
                "MCP server takes {} MB of memory, over the limit of {} MB. Restarting it gracefully.",
                mebibytes(*resident),
                mebibytes(*limit)
            ),
            Self::Reloading { .. } => write!(to, "SIGHUP: replacing the MCP server gracefully."),
            Self::Stopping { reason } => match reason {
                StopReason::ClientClosed => {
                    write!(to, "The client has gone. Stopping the MCP server.")
                }
                StopReason::ClientDeaf => {
                    write!(
                        to,
                        "The client does not read any more. Stopping the MCP server."
                    )
                }
                StopReason::Terminated => write!(to, "SIGTERM: stopping the MCP server."),
                StopReason::Interrupted => write!(to, "SIGINT: stopping the MCP server."),
            },
            Self::Note(note) => note.fmt(to),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAMessage { beginning, .. } => {
                write!(
                    to,
                    "MCP server wrote to its output what is no message: {beginning}"
                )
            }
            Self::UnexpectedAnswer { id, .. } => {
                write!(
                    to,
                    "MCP server answered request {id}, for which nobody waits."
                )
            }
            Self::LateAnswer { generation } => {
                write!(
                    to,
                    "The client answered a request of generation {generation}, which is gone."
                )
            }
            Self::Refused { id, why } => {
                write!(to, "Request {id} was answered with an error: {why}.")
            }
            Self::Repeated { id } => {
                write!(
                    to,
                    "Request {id} was in the MCP server when it ended, and is sent again."
                )
            }
            Self::NotificationLost => {
                write!(
                    to,
                    "A notification of the client was dropped, since too much waits already."
                )
            }
            Self::CapabilitiesChanged => write!(
                to,
                "MCP server came back with other capabilities than the client knows of; it learns them only by connecting anew."
            ),
            Self::NotRestored { method } => {
                write!(
                    to,
                    "MCP server refused {method} after the restart: a part of the session is lost."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_crash_and_of_the_recovery() {
        let backoff = Duration::from_secs(2);
        let why = Down::Exited(Ended::Code(1));
        let words = [
            Event::Down {
                generation: 1,
                why,
                attempt: 1,
                backoff,
                extended: false,
            },
            Event::Recovered {
                generation: 2,
                restarts: 1,
            },
        ]
        .map(|event| format!("[{}] {event}", event.level().word()));
        assert_eq!(
            words,
            [
                "[WARN] MCP server exited with code 1. Restart attempt 1. Backoff: 2s.",
                "[INFO] MCP server recovered after 1 restart.",
            ]
        );
        assert_eq!(Ended::Signal(9).to_string(), "signal 9 (SIGKILL)");
    }
}
