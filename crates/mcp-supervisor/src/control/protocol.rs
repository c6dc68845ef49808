//! Requests and responses on the control socket.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// A request, one line of JSON such as `{"command":"status"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Request {
    /// Report the status.
    Status,
    /// Replace the server gracefully, as SIGHUP does, and report the status.
    Restart,
}

/// A response, one line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// The status after the request was carried out.
    Status(Report),
    /// The request is invalid, with the reason.
    Error(String),
}

/// Status of a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Name of the server.
    pub name: String,
    /// Process id of the supervisor.
    pub supervisor: u32,
    /// Version of the supervisor.
    pub version: String,
    /// [Condition](crate::supervisor::Condition) of the server.
    pub condition: String,
    /// Number of the server's process, from 1.
    pub generation: u64,
    /// Restarts since the supervisor was started.
    pub restarts: u64,
    /// Consecutive failures.
    pub consecutive_failures: u32,
    /// Requests that the server has not answered.
    pub open_requests: usize,
    /// Messages that wait for the server.
    pub waiting_messages: usize,
    /// Seconds since the supervisor was started.
    pub uptime_seconds: u64,
    /// The last event of level INFO or above.
    pub last_event: Option<LastEvent>,
}

/// An event of a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEvent {
    /// Its log message.
    pub message: String,
    /// Seconds since it happened.
    pub seconds_ago: u64,
}

impl Report {
    /// The report as lines of text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "\
server                {}, generation {}
supervisor            process {}, {}
running for           {} s
failures in a row     {}
restarts              {}
requests              {} open, {} waiting
",
            self.name,
            self.generation,
            self.supervisor,
            self.condition,
            self.uptime_seconds,
            self.consecutive_failures,
            self.restarts,
            self.open_requests,
            self.waiting_messages,
        );
        if let Some(last) = &self.last_event {
            let (ago, message) = (last.seconds_ago, &last.message);
            let _ = writeln!(text, "last event            {ago} s ago: {message}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_object() {
        let request: Request = serde_json::from_str(r#"{"command":"restart"}"#).unwrap();
        assert_eq!(request, Request::Restart);
        assert!(serde_json::from_str::<Request>(r#"{"command":"shutdown"}"#).is_err());
        let response = serde_json::to_string(&Response::Error("why".into())).unwrap();
        assert_eq!(response, r#"{"error":"why"}"#);
    }
}
