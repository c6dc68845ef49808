//! Formats log lines as text or JSON.

use std::time::SystemTime;

use serde_json::{Map, Value};

use crate::event::{Event, Level};

/// Format of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// `2026-01-01T00:00:00.000Z [WARN] MCP server exited with code 1. …`
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// RFC 3339 with milliseconds, in UTC.
#[must_use]
pub fn timestamp(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| String::from("-"), |time| format!("{time:.3}"))
}

impl LogFormat {
    /// The line of an event, with its newline.
    #[must_use]
    pub fn event(self, time: SystemTime, event: &Event) -> String {
        let message = event.to_string();
        match self {
            Self::Text => text(time, event.level().word(), &message),
            Self::Json => {
                let mut line = start(time, event.level(), event.name(), &message);
                line.extend(event.fields());
                Value::Object(line).to_string() + "\n"
            }
        }
    }

    /// Line for a message that does not belong to an event of the server.
    #[must_use]
    pub fn remark(self, time: SystemTime, level: Level, message: &str) -> String {
        match self {
            Self::Text => text(time, level.word(), message),
            Self::Json => Value::Object(start(time, level, "journal", message)).to_string() + "\n",
        }
    }

    /// Log line for a line of the server's standard error.
    #[must_use]
    pub fn server(self, time: SystemTime, generation: u64, written: &str) -> String {
        match self {
            Self::Text => text(time, &format!("SERVER {generation}"), written),
            Self::Json => {
                let mut line = start(time, Level::Info, "server-stderr", written);
                line.insert("generation".into(), generation.into());
                Value::Object(line).to_string() + "\n"
            }
        }
    }
}

/// Escapes line breaks and control characters of terminals.
fn text(time: SystemTime, tag: &str, message: &str) -> String {
    let mut line = format!("{} [{tag}] ", timestamp(time));
    for character in message.chars() {
        if character.is_control() && character != '\t' {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line.push('\n');
    line
}

fn start(time: SystemTime, level: Level, name: &str, message: &str) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("time".into(), timestamp(time).into());
    line.insert("level".into(), level.word().to_lowercase().into());
    line.insert("event".into(), name.into());
    line.insert("message".into(), message.into());
    line
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::event::{Down, Ended};

    fn crash() -> Event {
        Event::Down {
            generation: 1,
            why: Down::Exited(Ended::Code(1)),
            attempt: 1,
            backoff: Duration::from_secs(2),
            extended: false,
            standby: false,
        }
    }

    fn new_year() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
    }

    #[test]
    fn a_line_is_as_the_documents_say() {
        assert_eq!(
            LogFormat::Text.event(new_year(), &crash()),
            "2026-01-01T00:00:00.000Z [WARN] MCP server exited with code 1. Restart attempt 1. Backoff: 2s.\n"
        );
        assert_eq!(
            LogFormat::Json.event(new_year(), &crash()),
            "{\"attempt\":1,\"backoff_seconds\":2.0,\"event\":\"crashed\",\"exit_code\":1,\"generation\":1,\"level\":\"warn\",\"message\":\"MCP server exited with code 1. Restart attempt 1. Backoff: 2s.\",\"time\":\"2026-01-01T00:00:00.000Z\"}\n"
        );
    }

    #[test]
    fn a_server_can_neither_forge_a_line_nor_steer_a_terminal() {
        let line = LogFormat::Text.server(new_year(), 3, "a\n[INFO] b\u{1b}[2J");
        assert_eq!(
            line,
            "2026-01-01T00:00:00.000Z [SERVER 3] a\\n[INFO] b\\u{1b}[2J\n"
        );
    }
}
