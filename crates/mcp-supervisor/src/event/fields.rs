//! Level, name and fields of an event in the JSON log.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::kinds::{Down, Ended, Event, Level, ReloadReason, StopReason};
use crate::session::{Incompatible, Note};

impl Event {
    /// Log level of the event.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Started { .. }
            | Self::Ready { .. }
            | Self::Stable { .. }
            | Self::StandbyStarted { .. }
            | Self::StandbyReady { .. }
            | Self::Lingering => Level::Debug,
            Self::Recovered { .. }
            | Self::Reloading { .. }
            | Self::Idle { .. }
            | Self::Stopping { .. } => Level::Info,
            Self::StandbyDown { .. }
            | Self::Unusable { .. }
            | Self::MemoryWarning { .. }
            | Self::MemoryLimit { .. } => Level::Warn,
            Self::Down { extended: true, .. } => Level::Error,
            Self::Down {
                why: Down::Refreshed,
                ..
            } => Level::Info,
            Self::Down { .. } => Level::Warn,
            Self::GaveUp { .. } | Self::Incompatible(_) => Level::Error,
            Self::Note(note) => match note {
                Note::NotAMessage { .. }
                | Note::TextId { .. }
                | Note::QuestionForgotten { .. }
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

    /// Stable name of the event.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Ready { .. } => "ready",
            Self::Recovered { .. } => "recovered",
            Self::Stable { .. } => "stable",
            Self::Unusable { .. } => "unusable",
            Self::Down { extended: true, .. } => "extended-backoff",
            Self::Down {
                why: Down::Refreshed,
                ..
            } => "refreshed",
            Self::Down { .. } => "crashed",
            Self::StandbyStarted { .. } => "standby-started",
            Self::StandbyReady { .. } => "standby-ready",
            Self::StandbyDown { .. } => "standby-down",
            Self::GaveUp { .. } => "gave-up",
            Self::Incompatible(_) => "incompatible",
            Self::MemoryWarning { .. } => "memory-warning",
            Self::MemoryLimit { .. } => "memory-limit",
            Self::Reloading { .. } => "reloading",
            Self::Idle { .. } => "idle",
            Self::Lingering => "lingering",
            Self::Stopping { .. } => "stopped",
            Self::Note(note) => match note {
                Note::NotAMessage { .. } => "not-a-message",
                Note::UnexpectedAnswer { .. } => "unexpected-answer",
                Note::TextId { .. } => "text-id",
                Note::LateAnswer { .. } => "late-answer",
                Note::Refused { .. } => "request-refused",
                Note::Repeated { .. } => "request-repeated",
                Note::QuestionForgotten { .. } => "question-forgotten",
                Note::NotificationLost => "notification-lost",
                Note::CapabilitiesChanged => "capabilities-changed",
                Note::NotRestored { .. } => "not-restored",
            },
        }
    }

    /// Fields of the JSON log.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        let fields = match self {
            Self::Started {
                generation,
                process,
            }
            | Self::StandbyStarted {
                generation,
                process,
            } => {
                json!({"generation": generation, "pid": process})
            }
            Self::Stable {
                generation,
                failures,
            } => json!({"generation": generation, "failures": failures}),
            Self::Unusable { generation, why } => {
                json!({"generation": generation, "why": why})
            }
            Self::Idle { generation }
            | Self::Ready { generation }
            | Self::StandbyReady { generation } => {
                json!({"generation": generation})
            }
            Self::Reloading { generation, reason } => {
                json!({"generation": generation, "reason": reload_reason_name(*reason)})
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
                standby,
                ..
            } => {
                let mut fields = end(*generation, why, *backoff);
                fields["attempt"] = json!(attempt);
                if *standby {
                    fields["standby"] = json!(true);
                }
                fields
            }
            Self::StandbyDown {
                generation,
                why,
                backoff,
            } => end(*generation, why, *backoff),
            Self::GaveUp { failures, why } => {
                json!({"failures": failures, "why": why.to_string()})
            }
            Self::Incompatible(Incompatible::Version { before, now }) => {
                json!({"before": before, "now": now})
            }
            Self::Incompatible(Incompatible::Refused { count, error }) => {
                json!({"refusals": count, "why": error})
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
            Self::Lingering => json!({}),
            Self::Stopping { reason } => json!({"reason": reason_name(*reason)}),
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
                Note::LateAnswer { generation }
                | Note::TextId { generation }
                | Note::QuestionForgotten { generation } => {
                    json!({"generation": generation})
                }
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

/// Stable name of a stop reason in the JSON log.
fn reason_name(reason: StopReason) -> &'static str {
    match reason {
        StopReason::ClientClosed => "ClientClosed",
        StopReason::ClientOutputClosed => "ClientDeaf",
        StopReason::Terminated => "Terminated",
        StopReason::Interrupted => "Interrupted",
    }
}

/// Stable name of the reason for a reload in the JSON log.
fn reload_reason_name(reason: ReloadReason) -> &'static str {
    match reason {
        ReloadReason::Hangup => "hangup",
        ReloadReason::Command => "command",
        ReloadReason::Tool => "tool",
        ReloadReason::Files => "files",
    }
}

/// Fields that describe the end of a process and the wait for the next one.
fn end(generation: u64, why: &Down, backoff: Duration) -> Value {
    let mut fields = json!({
        "generation": generation,
        "backoff_seconds": backoff.as_secs_f64(),
    });
    match why {
        Down::Exited(Ended::Code(code)) => fields["exit_code"] = json!(code),
        Down::Exited(Ended::Signal(signal)) => fields["signal"] = json!(signal),
        Down::Exited(Ended::OutOfMemory { limit }) => {
            fields["signal"] = json!(9);
            fields["out_of_memory"] = json!(true);
            fields["container_limit_bytes"] = json!(limit);
        }
        Down::NotStarted(why) => fields["why"] = json!(why),
        Down::Replaced | Down::Refreshed => {}
    }
    fields
}
