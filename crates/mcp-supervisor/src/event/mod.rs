//! Says what happened to a server: the one source of the log, the metrics and the announcements.

mod facts;
mod kinds;
mod words;

pub use kinds::{Down, Ended, Event, Level, StopReason};
