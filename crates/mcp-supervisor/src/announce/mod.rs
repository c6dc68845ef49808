//! Announces events of a server to registries and listeners, as CloudEvents over HTTP and NATS.
//!
//! Everything runs in the background and is bounded: the event loop only queues events. Each
//! destination has its own worker with a backlog, so that a failing one does not delay the others.
//! The server is registered again after every start and recovery, after a reconnect to a broker,
//! and at an interval, since a registry may have lost the registration.

mod announcer;
mod backlog;
mod cloud_event;
mod delivery;
mod destination;
mod http;
mod identity;
mod nats;

pub use announcer::{Announcements, Announcer};
pub use destination::{Destination, DestinationError, Wants};
pub use identity::Identity;
