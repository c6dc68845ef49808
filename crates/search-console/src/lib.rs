//! Client of the Google Search Console API: service-account authentication, typed calls, and
//! retries of transient errors.
//!
//! # Layers of one call
//! [`sitemaps`], [`sites`], [`url_inspection`] and [`search_analytics`] define the calls →
//! [`Client`] adds the bearer token, retries errors that may be transient ([`net::retry`]) and
//! parses the response → [`net::transport`] sends the request. No layer skips another, and the
//! HTTP library is not visible above [`net::transport`].
//!
//! # Guarantees
//! - Every call ends before its [`Deadline`](net::Deadline).
//! - Errors, `Debug` output and logs never contain tokens, keys or assertions.
//! - A bearer token is sent only to the [`ApiEndpoint`]: redirects are not followed.
//!
//! # Not here
//! Sitemap content, user input, and exit codes.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/api_reference_index>.

pub mod auth;
pub mod search_analytics;
pub mod site_verification;
pub mod sitemaps;
pub mod sites;
pub mod url_inspection;

mod api_error;
mod client;
mod coverage;
mod endpoint;
mod error_body;
mod property;
mod server_clock;
mod server_text;
mod wire;

pub use api_error::{ApiError, Rejection};
pub use client::{Call, CallError, Called, Client, Error, ResponseError};
pub use coverage::Coverage;
pub use endpoint::{ApiEndpoint, EndpointError};
pub use property::{Property, PropertyError};
pub use server_clock::ServerClock;
pub use server_text::ServerText;
