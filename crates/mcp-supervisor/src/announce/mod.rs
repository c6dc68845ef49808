//! Announces events of a server to registries and listeners, as CloudEvents over HTTP and NATS.
//!
//! Everything here happens in the background and is bounded: who serves messages hands over an
//! event and goes on. Each destination has a worker of its own, so that one that is
//! down does not keep the others waiting; what it could not take waits in a backlog.
//! After every start and recovery, after a broker came back, and from time to time, the server is
//! registered again: a registry may have forgotten it.

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
