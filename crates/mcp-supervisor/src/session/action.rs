//! Actions that a session requests, in this order.

use std::time::Duration;

use super::id::Id;
use super::observation::Observation;

/// An action of a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Write a line, given without its newline, to the client.
    ToClient(Vec<u8>),
    /// Write a line, given without its newline, to the server.
    ToServer {
        /// The process it is for.
        generation: u64,
        /// The line.
        line: Vec<u8>,
    },
    /// The server's handshake is complete: the client can use it, or use it again.
    Ready {
        /// The process.
        generation: u64,
    },
    /// The standby has completed the handshake, and can take over at any time.
    StandbyReady {
        /// The process.
        generation: u64,
    },
    /// The draining server has no open requests.
    Drained {
        /// The process.
        generation: u64,
    },
    /// The client called the tool that replaces the server.
    RestartRequested,
    /// The server cannot continue the session and has to be replaced.
    Unusable {
        /// The process.
        generation: u64,
        /// Reason.
        why: Unusable,
    },
    /// No server can continue the session: the client has to start a new one.
    End(Incompatible),
    /// Begin or end of a request of the client.
    Observed(Observation),
    /// A note for the log.
    Note(Note),
}

/// Reason why a running server is unusable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The repeated handshake was answered with an error.
    #[error("it rejected the repeated handshake: {0}")]
    HandshakeRefused(String),
    /// The handshake was not answered.
    #[error("it did not answer the handshake within {} s", .0.as_secs())]
    HandshakeTimedOut(Duration),
    /// The idle server did not answer a ping.
    #[error("it hangs: no reply to a ping within {} s", .0.as_secs())]
    Hung(Duration),
}

/// Reason why no server can continue the session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Incompatible {
    /// A new process uses another protocol version than the session.
    #[error("the restarted server uses protocol version {now}, but the session uses {before}")]
    Version {
        /// The version of the session.
        before: String,
        /// The version of the new process.
        now: String,
    },
    /// Several processes in a row rejected the repeated handshake.
    #[error("the server rejected the repeated handshake {count} times in a row: {error}")]
    Refused {
        /// Number of processes.
        count: u32,
        /// The last error.
        error: String,
    },
}

/// Notes about messages for the operator.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// The server wrote a line that is not a message; it was not passed to the client.
    NotAMessage {
        /// The process.
        generation: u64,
        /// Beginning of the line.
        beginning: String,
    },
    /// The server answered a request that is not open.
    UnexpectedAnswer {
        /// The process.
        generation: u64,
        /// Its id.
        id: Id,
    },
    /// The server returned a numeric request id as text.
    TextId {
        /// The process.
        generation: u64,
    },
    /// The client answered a request of an ended process.
    LateAnswer {
        /// The process that sent the request.
        generation: u64,
    },
    /// A request was answered with an error by the supervisor.
    Refused {
        /// Its id.
        id: Id,
        /// Message of the error.
        why: String,
    },
    /// A request that was in flight at a crash is going to be sent again.
    Repeated {
        /// Its id.
        id: Id,
    },
    /// The server has more unanswered requests to the client than are tracked.
    QuestionForgotten {
        /// The process.
        generation: u64,
    },
    /// A notification of the client was dropped, since the queue was full.
    NotificationLost,
    /// The new process declares other capabilities than the one the client knows.
    CapabilitiesChanged,
    /// The server rejected a request that restores a part of the session.
    NotRestored {
        /// Method of the request.
        method: &'static str,
    },
}
