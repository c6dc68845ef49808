//! Keeps a stdio MCP server running and restores the client's session after a restart.
//!
//! All decisions are made by state machines without I/O and without a clock: [`policy`] decides on
//! restarts, [`session`] routes messages, [`stop_sequence`] stops a server, and [`supervisor`]
//! combines them with the limits of [`memory_watch`]. [`event_loop`] connects them to processes
//! ([`process`]), pipes and the time. [`log`], [`state_file`], [`metrics`],
//! [`telemetry`] and [`announce`] observe the events and [`requests`], the last three in the
//! [`background`]; [`control`] is a socket for status and restarts,
//! [`watch`] watches the files of a server, [`serve`] and [`connect`] are the two sides of streamable
//! HTTP, [`wrap`] changes config files of clients, and [`cli`] is the command line.
//!
//! Decisions and [`wrap`] are portable; everything else is for Unix.

#[cfg(unix)]
pub mod announce;
#[cfg(unix)]
pub mod background;
mod buffer;
#[cfg(unix)]
pub mod cli;
#[cfg(unix)]
pub mod connect;
#[cfg(unix)]
pub mod control;
pub mod event;
#[cfg(unix)]
pub mod event_loop;
#[cfg(unix)]
pub mod log;
#[cfg(unix)]
pub mod metrics;
pub mod policy;
#[cfg(unix)]
pub mod process;
pub mod requests;
#[cfg(unix)]
pub mod serve;
pub mod session;
#[cfg(unix)]
pub mod state_file;
pub mod stop_sequence;
pub mod supervisor;
#[cfg(unix)]
pub mod telemetry;
#[cfg(unix)]
pub mod watch;
pub mod wrap;
