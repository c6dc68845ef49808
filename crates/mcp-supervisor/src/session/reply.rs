//! Words the errors that the supervisor answers with itself.
//!
//! Codes from -32000 to -32019 are left to implementations; those above are the specification's.
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes>

use std::time::Duration;

use serde_json::json;

use super::id::Id;

/// Why a request is answered by the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It was in the server when that died, so nobody knows whether it was carried out.
    Lost,
    /// It was in the server each of the two times that it died.
    CrashedTwice,
    /// It never reached a server, and waited as long as it may.
    HeldTooLong,
    /// It never reached a server, and as much as may wait is waiting.
    TooManyHeld,
    /// It never reached a server, and none is to be expected soon.
    OutOfService,
    /// The server has as many requests as are remembered, and answers none of them.
    TooManyOpen,
    /// The server's answer cannot be passed on.
    Garbled,
    /// The server took longer than it is given.
    TimedOut,
    /// There is no session any more.
    Ended,
    /// Its id is that of a request which is not answered yet.
    DuplicateId,
}

/// What the client is told about the server's return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outlook {
    pub(crate) generation: u64,
    pub(crate) attempt: u32,
    pub(crate) retry_after: Duration,
}

impl Refusal {
    fn code(self) -> i32 {
        match self {
            Self::Lost
            | Self::CrashedTwice
            | Self::HeldTooLong
            | Self::TooManyHeld
            | Self::OutOfService
            | Self::TooManyOpen
            | Self::Garbled => -32000,
            // The number that the TypeScript SDK gives its own time-outs.
            Self::TimedOut => -32001,
            Self::Ended => -32003,
            Self::DuplicateId => -32600,
        }
    }

    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Lost => {
                "the MCP server ended while it worked on this request, which may have been carried out; the server is being restarted"
            }
            Self::CrashedTwice => {
                "the MCP server ended twice while it worked on this request, which is not sent a third time"
            }
            Self::HeldTooLong => {
                "the MCP server is being restarted and was not back in time; this request was not carried out"
            }
            Self::TooManyHeld => {
                "the MCP server is being restarted and too many requests wait for it; this request was not carried out"
            }
            Self::OutOfService => {
                "the MCP server keeps failing and is out of service for now; this request was not carried out"
            }
            Self::TooManyOpen => {
                "the MCP server has too many requests that it has not answered; this one was not carried out"
            }
            Self::Garbled => {
                "the MCP server answered this request with bytes that are not UTF-8 and cannot be passed on"
            }
            Self::TimedOut => "the MCP server did not answer this request in the time it is given",
            Self::Ended => "the MCP server is gone for good; this session is over",
            Self::DuplicateId => "the id of this request belongs to one that is not answered yet",
        }
    }

    fn restarting(self) -> bool {
        !matches!(
            self,
            Self::Ended | Self::DuplicateId | Self::TimedOut | Self::TooManyOpen | Self::Garbled
        )
    }

    /// Whether nothing was done, so that the client may send it again whatever it is.
    fn untouched(self) -> bool {
        matches!(
            self,
            Self::HeldTooLong | Self::TooManyHeld | Self::OutOfService | Self::TooManyOpen
        )
    }

    /// The error as a line for the client.
    pub(crate) fn answer(self, id: &Id, outlook: Outlook) -> String {
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
        let error = json!({ "code": self.code(), "message": self.message(), "data": data });
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
    fn the_error_says_what_is_known() {
        let outlook = Outlook {
            generation: 2,
            attempt: 1,
            retry_after: Duration::from_millis(1500),
        };
        let answer = Refusal::Lost.answer(&Id::Text("a".into()), outlook);
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["id"], "a");
        assert_eq!(answer["error"]["code"], -32000);
        assert_eq!(
            answer["error"]["data"],
            json!({"restarting": true, "generation": 2, "attempt": 1, "retry_after_ms": 1500, "not_carried_out": false})
        );
    }
}
