//! Serves a stdio server over streamable HTTP, for clients that support nothing else.
//!
//! Each session has a supervisor of its own, a process of this program, and with it a server of its
//! own: sessions cannot disturb each other, and a session ends with its processes. Requests of the
//! stateless era (2026-07-28), which have no session, share one supervisor. The SDK carries the
//! sessions: streams, resumption and idle expiry. Messages of the server pass through it as values,
//! those of the client byte for byte.
//!
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>

mod access;
mod listener;
mod messages;
mod request_handler;
mod sessions;
mod shared;
mod supervisor_process;

pub use access::Access;
pub use listener::{ServeError, ServeOptions, run};
