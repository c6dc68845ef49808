//! Connects a client on standard input and output with a remote server over streamable HTTP.
//!
//! This runs as the server process of a supervisor, so that hangs, restarts and the repeated
//! handshake are handled as for any other server. It keeps the session of HTTP itself: streams are
//! resumed where they broke off (`Last-Event-ID`), and a session that the server no longer knows (404)
//! is replaced by a new one. Messages pass byte for byte, except for line breaks.
//!
//! <https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http>

mod bridge;
mod events;
mod message;
mod remote;
mod session;
mod streams;

pub use bridge::run;
