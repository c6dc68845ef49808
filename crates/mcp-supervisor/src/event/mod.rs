//! Events of a server: the source of the log, the metrics and the announcements.

mod fields;
mod kinds;
mod message;

pub use kinds::{Down, Ended, Event, Level, ReloadReason, StopReason};
