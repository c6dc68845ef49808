//! Emulator of Google's OAuth token endpoint and the Search Console API, on loopback.
//!
//! Google's own clients work with it, and it is strict where Google is strict. It is written from
//! Google's discovery documents and shares no type with any client, so that a wrong field name
//! fails a test.
//!
//! ```
//! use search_console_emulator::{Config, Emulator, Fault, FaultRule, KeyFormat};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start(Config::default()).await?;
//! emulator.add_fault(FaultRule::submit(Fault::Unavailable { retry_after: None }));
//!
//! // Pass these to the program under test:
//! let host = emulator.host();
//! let key_file = emulator.key_file_json(KeyFormat::Pkcs8);
//!
//! // Then check its requests:
//! assert!(emulator.ledger().iter().all(|entry| !entry.recorded));
//! # assert!(key_file.contains(&host));
//! # Ok(())
//! # }
//! ```
//!
//! # Theory of operation
//! An [`Emulator`] has one thread with one runtime. A request is added to the ledger when its head
//! arrives. Once its body has arrived, a [`FaultRule`] may select a fault; the request is executed
//! (or not) in one step without an `await`, together with the update of its entry; then the response
//! is sent (or not).
//!
//! # Not here
//! TLS, HTTP/2, batch requests, grants other than a service account's, and persistence.

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
mod response;
mod secrets;
mod server;
mod shared;
mod state;
mod token;

pub use api::{Inspection, SearchRow, Verdict};
pub use config::{Config, DownloadMode, EnumSpelling, ErrorShape, ServiceState};
pub use emulator::{Emulator, StartError, WaitError};
pub use fault::{
    Fault, FaultRule, FaultSchedule, ForbiddenReason, Hanging, InvalidGrantReason, Mix, Moment,
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
