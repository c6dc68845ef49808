//! Error responses of the supervisor.
//!
//! Up to 2025-11-25, the codes are those of JSON-RPC for servers, from -32000 on. Since 2026-07-28,
//! new implementations should not use -32000 to -32019, and -32020 to -32099 are reserved for the
//! specification, so that the codes are outside of the range of JSON-RPC.
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes>

use std::time::Duration;

use serde_json::json;

use super::id::Id;
use super::last_end::LastEnd;
use super::malformed::Fault;

/// Distance of a code to its equivalent in the stateless era.
const OUTSIDE_OF_JSON_RPC: i32 = 1_000;

/// Reason why the supervisor answers a request with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The server ended while it processed the request; it is unknown whether it was carried out.
    Lost,
    /// The server ended twice while it processed the request.
    CrashedTwice,
    /// It did not reach a server within the maximum wait.
    QueuedTooLong,
    /// It never reached a server and the queue is full.
    QueueFull,
    /// It never reached a server and none is expected soon.
    OutOfService,
    /// The server has the maximum number of unanswered requests.
    TooManyOpen,
    /// The response cannot be passed on.
    Malformed(Fault),
    /// The response is longer than a message may be.
    Oversized,
    /// The request timeout expired.
    TimedOut,
    /// The session has ended.
    Ended,
    /// Another open request has the same id.
    DuplicateId,
}

/// Restart state that is reported to the client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook<'a> {
    /// True in the stateless era.
    pub(crate) stateless: bool,
    pub(crate) generation: u64,
    pub(crate) attempt: u32,
    pub(crate) retry_after: Duration,
    pub(crate) last_end: &'a LastEnd,
    /// Last lines of the standard error of the server.
    pub(crate) stderr: &'a [String],
}

impl Refusal {
    fn code(self, stateless: bool) -> i32 {
        let code = self.server_error();
        match code {
            -32099..=-32000 if stateless => code + OUTSIDE_OF_JSON_RPC,
            _ => code,
        }
    }

    fn server_error(self) -> i32 {
        match self {
            Self::Lost
            | Self::CrashedTwice
            | Self::QueuedTooLong
            | Self::QueueFull
            | Self::OutOfService
            | Self::TooManyOpen
            | Self::Malformed(_)
            | Self::Oversized => -32000,
            // Timeout code of the TypeScript SDK.
            Self::TimedOut => -32001,
            Self::Ended => -32003,
            Self::DuplicateId => -32600,
        }
    }

    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Lost => {
                "the MCP server ended while it processed this request, which may have been carried out; the server is being restarted"
            }
            Self::CrashedTwice => {
                "the MCP server ended twice while it processed this request; it is not sent a third time"
            }
            Self::QueuedTooLong => {
                "the MCP server did not restart in time; this request was not carried out"
            }
            Self::QueueFull => {
                "the MCP server is being restarted and the queue of waiting requests is full; this request was not carried out"
            }
            Self::OutOfService => {
                "the MCP server keeps failing and is out of service for now; this request was not carried out"
            }
            Self::TooManyOpen => {
                "the MCP server has too many unanswered requests; this request was not carried out"
            }
            Self::Malformed(fault) => fault.message(),
            Self::Oversized => "the response of the MCP server is longer than --max-message allows",
            Self::TimedOut => "the MCP server did not answer this request before the timeout",
            Self::Ended => {
                "the MCP server has ended and will not be restarted; this session is over"
            }
            Self::DuplicateId => "a request with this id is still open",
        }
    }

    fn restarting(self) -> bool {
        !matches!(
            self,
            Self::Ended
                | Self::DuplicateId
                | Self::TimedOut
                | Self::TooManyOpen
                | Self::Malformed(_)
                | Self::Oversized
        )
    }

    /// True if the request was not carried out, so that the client may safely send it again.
    fn untouched(self) -> bool {
        matches!(
            self,
            Self::QueuedTooLong | Self::QueueFull | Self::OutOfService | Self::TooManyOpen
        )
    }

    /// The error as a line for the client.
    pub(crate) fn answer(self, id: &Id, outlook: Outlook<'_>) -> String {
        let mut data = json!({
            "restarting": self.restarting(),
            "generation": outlook.generation,
            "attempt": outlook.attempt,
            "not_carried_out": self.untouched(),
        });
        if self.restarting() {
            let milliseconds = u64::try_from(outlook.retry_after.as_millis()).unwrap_or(u64::MAX);
            data["retry_after_ms"] = milliseconds.into();
        }
        let mut message = self.message().to_owned();
        if (self.restarting() || self == Self::Ended)
            && let Some(reason) = &outlook.last_end.reason
        {
            message += &format!("; {reason}");
            data["reason"] = json!(reason);
        }
        if self != Self::DuplicateId
            && let Some(last) = outlook.stderr.last()
        {
            message += &format!("; last line of its standard error: {last}");
            data["stderr"] = json!(outlook.stderr);
        }
        let error =
            json!({ "code": self.code(outlook.stateless), "message": message, "data": data });
        format!(
            r#"{{"jsonrpc":"2.0","id":{},"error":{error}}}"#,
            id.to_json()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_contains_the_known_state() {
        let outlook = Outlook {
            stateless: false,
            generation: 2,
            attempt: 1,
            retry_after: Duration::from_millis(1500),
            last_end: &LastEnd {
                reason: Some("it exited with code 1".into()),
                stderr: Vec::new(),
            },
            stderr: &["one".into(), "two".into()],
        };
        let answer = Refusal::Lost.answer(&Id::Text("a".into()), outlook);
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["id"], "a");
        assert_eq!(answer["error"]["code"], -32000);
        let message = answer["error"]["message"].as_str().unwrap();
        let details = "; it exited with code 1; last line of its standard error: two";
        assert!(message.ends_with(details), "{message}");
        assert_eq!(
            answer["error"]["data"],
            json!({"restarting": true, "generation": 2, "attempt": 1, "retry_after_ms": 1500, "not_carried_out": false,
                "reason": "it exited with code 1", "stderr": ["one", "two"]})
        );
    }
}
