//! Keeps a stdio MCP server alive, and its client's session with it.
//!
//! Everything that is decided here is decided by state machines without I/O and without a clock:
//! [`policy`] says when a server is started again, [`session`] what becomes of the messages,
//! [`stop_sequence`] how a server is brought to its end, [`memory_watch`] when it takes too much memory, and
//! [`supervisor`] puts them together. [`event_loop`] gives them real processes ([`process`]), real pipes
//! and the time; [`log`] tells what happened, [`state_file`] remembers
//! it, [`metrics`] and [`announce`] tell those who are elsewhere, in the [`background`]; [`cli`] is
//! what people see.

pub mod announce;
pub mod background;
pub mod cli;
pub mod event;
pub mod event_loop;
pub mod log;
pub mod metrics;
pub mod policy;
pub mod process;
pub mod session;
pub mod state_file;
pub mod stop_sequence;
pub mod supervisor;
