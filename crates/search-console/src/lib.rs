//! Talks to the Google Search Console API: authenticates as a service account, sends typed calls,
//! and repeats what is worth repeating.
//!
//! # Layers of one call
//! [`sitemaps`], [`sites`], [`url_inspection`] and [`search_analytics`] name the calls → [`Client`] adds the bearer token, asks each error
//! whether to repeat it ([`net::retry`]) and reads the answer → [`net::transport`] moves bytes.
//! No layer skips another; what moves the bytes is not visible above [`net::transport`].
//!
//! # Guarantees
//! - A call ends before its [`Deadline`](net::Deadline), whatever the network does.
//! - Tokens, keys and assertions are in no error, no `Debug` output and no log line.
//! - A bearer token goes to the [`ApiEndpoint`] and nowhere else: redirects are not followed.
//!
//! # Not here
//! What a sitemap contains, what a user typed, and which exit code a failure deserves.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/api_reference_index>.

pub mod auth;
pub mod search_analytics;
pub mod sitemaps;
pub mod sites;
pub mod url_inspection;

mod api_error;
mod client;
mod endpoint;
mod property;
mod server_clock;
mod server_text;
mod wire;

pub use api_error::{ApiError, Rejection};
pub use client::{AnswerError, Call, CallError, Called, Client, Error};
pub use endpoint::{ApiEndpoint, EndpointError};
pub use property::{Property, PropertyError};
pub use server_clock::ServerClock;
pub use server_text::ServerText;
