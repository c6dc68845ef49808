//! Log message of an event.

use std::fmt;
use std::time::Duration;

use super::kinds::{Down, Ended, Event, ReloadReason, StopReason};
use crate::session::Note;
use memory_watch::MEBIBYTE;

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "code {code}"),
            Self::Signal(number) => write!(formatter, "signal {number}{}", signal_name(*number)),
            Self::OutOfMemory { limit } => {
                let killed = "signal 9 (SIGKILL): the kernel killed it because memory ran out";
                formatter.write_str(killed)?;
                match limit {
                    Some(limit) => {
                        let limit = mebibytes(*limit);
                        write!(formatter, "; the limit of its container is {limit} MiB")
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

/// Names of signals whose numbers are the same on all Unix systems.
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

impl fmt::Display for Down {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(Ended::Code(0)) => {
                write!(
                    to,
                    "MCP server exited with code 0 while the client was connected."
                )
            }
            Self::Exited(ended) => write!(to, "MCP server exited with {ended}."),
            Self::NotStarted(why) => write!(to, "MCP server could not be started: {why}."),
            Self::Replaced | Self::Refreshed => write!(to, "MCP server was stopped."),
        }
    }
}

/// Formats a wait: `200ms`, `1.5s`, `2s`, `5min`.
fn short(wait: Duration) -> String {
    match wait.as_secs() {
        minutes if minutes >= 120 && minutes % 60 == 0 && wait.subsec_nanos() == 0 => {
            format!("{}min", minutes / 60)
        }
        0 if !wait.is_zero() => format!("{}ms", wait.as_millis()),
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
            Self::Stable { failures, .. } => write!(
                to,
                "MCP server is stable again; the failure count ({failures}) is reset."
            ),
            Self::Unusable { why, .. } => {
                write!(to, "MCP server is unusable and will be replaced: {why}.")
            }
            Self::Down {
                why,
                attempt,
                backoff,
                standby: true,
                ..
            } => write!(
                to,
                "{why} The standby takes over, restart {attempt}. The next standby starts in {}.",
                short(*backoff)
            ),
            Self::StandbyStarted {
                generation,
                process,
            } => write!(
                to,
                "Standby started: process {process}, generation {generation}."
            ),
            Self::StandbyReady { generation } => {
                write!(to, "Standby is ready: generation {generation}.")
            }
            Self::StandbyDown { why, backoff, .. } => write!(
                to,
                "Standby: {why} The next standby starts in {}.",
                short(*backoff)
            ),
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
                "{why} Restart attempt {attempt}. Extended backoff: {}. Restarting does not help; check the server.",
                short(*backoff)
            ),
            Self::GaveUp { failures, why } => {
                write!(to, "{why} Giving up after {failures} consecutive failures.")
            }
            Self::Incompatible(incompatible) => {
                write!(
                    to,
                    "The session cannot continue: {incompatible}. The client has to reconnect."
                )
            }
            Self::MemoryWarning {
                resident, limit, ..
            } => write!(
                to,
                "MCP server uses {} MiB of memory, approaching the limit of {} MiB.",
                mebibytes(*resident),
                mebibytes(*limit)
            ),
            Self::MemoryLimit {
                resident, limit, ..
            } => write!(
                to,
                "MCP server uses {} MiB of memory, over the limit of {} MiB. Restarting it gracefully.",
                mebibytes(*resident),
                mebibytes(*limit)
            ),
            Self::Reloading { reason, .. } => {
                let reason = match reason {
                    ReloadReason::Hangup => "SIGHUP",
                    ReloadReason::Command => "Restart command",
                    ReloadReason::Tool => "Tool supervisor_restart",
                    ReloadReason::Files => "Files changed",
                };
                write!(to, "{reason}: replacing the MCP server gracefully.")
            }
            Self::Idle { .. } => write!(
                to,
                "MCP server is idle and is stopped; the next request starts it."
            ),
            Self::Lingering => {
                write!(
                    to,
                    "The client disconnected. Waiting for responses to its open requests."
                )
            }
            Self::Stopping { reason } => match reason {
                StopReason::ClientClosed => {
                    write!(to, "The client disconnected. Stopping the MCP server.")
                }
                StopReason::ClientOutputClosed => {
                    write!(to, "The client closed its input. Stopping the MCP server.")
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
                    "MCP server wrote a line to standard output that is not a message: {beginning}"
                )
            }
            Self::UnexpectedAnswer { id, .. } => {
                write!(
                    to,
                    "MCP server sent a response to request {id}, which is not open."
                )
            }
            Self::TextId { .. } => write!(
                to,
                "MCP server returns numeric request ids as text; the responses are passed on."
            ),
            Self::LateAnswer { generation } => {
                write!(
                    to,
                    "The client answered a request of generation {generation}, which has ended."
                )
            }
            Self::Refused { id, why } => {
                write!(to, "Request {id} was answered with an error: {why}.")
            }
            Self::Repeated { id } => {
                write!(
                    to,
                    "Request {id} was in progress when the MCP server ended and will be sent again."
                )
            }
            Self::QuestionForgotten { .. } => write!(
                to,
                "MCP server has too many unanswered requests to the client; the oldest are no longer tracked."
            ),
            Self::NotificationLost => {
                write!(
                    to,
                    "A notification from the client was dropped because the queue is full."
                )
            }
            Self::CapabilitiesChanged => write!(
                to,
                "MCP server changed its capabilities at the restart; the client sees them after it reconnects."
            ),
            Self::NotRestored { method } => {
                write!(
                    to,
                    "MCP server rejected {method} after the restart; that part of the session is lost."
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
        let expected = [
            Event::Down {
                generation: 1,
                why,
                attempt: 1,
                backoff,
                extended: false,
                standby: false,
            },
            Event::Recovered {
                generation: 2,
                restarts: 1,
            },
        ]
        .map(|event| format!("[{}] {event}", event.level().word()));
        assert_eq!(
            expected,
            [
                "[WARN] MCP server exited with code 1. Restart attempt 1. Backoff: 2s.",
                "[INFO] MCP server recovered after 1 restart.",
            ]
        );
        assert_eq!(Ended::Signal(9).to_string(), "signal 9 (SIGKILL)");
        let limit = Some(512 * MEBIBYTE);
        let why = Down::Exited(Ended::OutOfMemory { limit });
        assert_eq!(
            why.clause(),
            "it exited with signal 9 (SIGKILL): the kernel killed it because memory ran out; the limit of its container is 512 MiB"
        );
    }
}
