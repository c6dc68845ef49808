//! Keeps a stdio MCP server running and restores the client's session after a restart.
//!
//! All decisions are made by state machines without I/O and without a clock: [`policy`] decides on
//! restarts, [`session`] routes messages, [`stop_sequence`] stops a server, and [`supervisor`]
//! combines them with the limits of [`memory_watch`]. [`event_loop`] connects them to processes
//! ([`process`]), pipes and the time. [`log`], [`state_file`], [`metrics`],
//! [`telemetry`] and [`announce`] observe the events and [`requests`], the last three in the
//! [`background`]; [`control`] is a socket for status and restarts,
//! [`watch`] watches the files of a server, [`wrap`] changes config files of clients, and [`cli`] is the command line.

pub mod announce;
pub mod background;
pub mod cli;
pub mod connect;
pub mod control;
pub mod event;
pub mod event_loop;
pub mod log;
pub mod metrics;
pub mod policy;
pub mod process;
pub mod requests;
pub mod serve;
pub mod session;
pub mod state_file;
pub mod stop_sequence;
pub mod supervisor;
pub mod telemetry;
pub mod watch;
pub mod wrap;
