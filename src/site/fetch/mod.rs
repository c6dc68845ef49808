//! Fetches documents over HTTP, with limits on redirects, bytes and time.
//!
//! [`Fetcher::open`] follows redirects to a response; [`Body`] streams its bytes to the validator,
//! so that memory does not grow with the document; [`read_robots`] reads a robots.txt.
//!
//! [`AddressPolicy`] keeps links of public sites from leading into private networks.
//!
//! # Not here
//! Decompression and all checks of the content, which are done by the validator.

mod address_policy;
mod body;
mod fetch_error;
mod fetcher;
mod redirect;
mod redirect_cache;
mod resolver;
mod retry_profile;
mod robots;

pub(crate) use address_policy::AddressPolicy;
pub(crate) use body::{Body, read_head};
pub(crate) use fetch_error::FetchError;
pub(crate) use fetcher::{Fetcher, location, says_gzip};
pub(crate) use reqwest::Response as Answer;
pub(crate) use retry_profile::RetryProfile;
pub(crate) use robots::{read as read_robots, robots_url, sitemaps as named_sitemaps};
