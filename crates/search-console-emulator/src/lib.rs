//! Stands in for Google's OAuth token endpoint and the Search Console API, on loopback.
//!
//! Good enough that Google's own clients work against it, and strict where Google is strict. It is
//! written from Google's discovery documents and shares no type with any client, so that a wrong
//! field name fails instead of passing twice.
//!
//! ```
//! use search_console_emulator::{Config, Emulator, Fault, FaultRule, KeyFormat};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start(Config::default()).await?;
//! emulator.add_fault(FaultRule::submit(Fault::Unavailable { retry_after: None }));
//!
//! // Hand these to the program under test:
//! let host = emulator.host();
//! let key_file = emulator.key_file_json(KeyFormat::Pkcs8);
//!
//! // Then look at what it did:
//! assert!(emulator.ledger().iter().all(|entry| !entry.recorded));
//! # assert!(key_file.contains(&host));
//! # Ok(())
//! # }
//! ```
//!
//! # Theory of operation
//! One thread, one runtime, one [`Emulator`]. Each request is entered in the ledger when its head has
//! arrived; the [`FaultRule`]s are asked once its body has; then it is done, or not, in one step
//! without a wait, together with its entry; then the answer goes out, or not.
//!
//! # Not here
//! TLS, HTTP/2, batch requests, other grants than that of a service account, and any memory beyond
//! the life of the [`Emulator`].

mod answer;
mod api;
mod clock;
mod config;
mod download;
mod emulator;
mod fault;
mod key;
mod ledger;
mod lock;
mod property;
mod quota;
mod random;
mod secrets;
mod server;
mod shared;
mod state;
mod token;

pub use api::{Inspection, SearchRow, Verdict};
pub use config::{Config, DownloadMode, EnumSpelling, ErrorShape, ServiceState};
pub use emulator::{Emulator, StartError, WaitError};
pub use fault::{
    Fault, FaultRule, FaultSchedule, ForbiddenReason, GrantRefusal, Hanging, Mix, Moment,
    PathMatch, RequestMethod, RetryAfter, Times,
};
pub use key::{KeyError, KeyFormat};
pub use ledger::Entry;
pub use property::{Permission, Property};
pub use quota::Quotas;
pub use state::{SitemapKind, SitemapReport, SitemapState};

/// Runs the examples of the README as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
