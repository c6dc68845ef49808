//! Brings sitemaps here: HTTP with bounds on redirects, bytes and time.
//!
//! [`Fetcher::open`] follows redirects to an answer; [`Body`] hands its bytes to the validator as
//! they come, so that memory does not grow with the document; [`find_sitemaps`] asks a site's
//! robots.txt where its sitemaps are.
//!
//! # Not here
//! Decompression and every judgement of the content: the validator looks at the bytes themselves.

mod body;
mod discovery;
mod fetch_error;
mod fetcher;
mod redirect;
mod robots;

pub(crate) use body::Body;
pub(crate) use discovery::{Discovered, find_sitemaps};
pub(crate) use fetch_error::FetchError;
pub(crate) use fetcher::Fetcher;
