//! Crawls an index: fetches and validates its sitemaps, several at a time, and compares them with
//! each other.
//!
//! # Bounds
//! [`Limits`] bounds hosts, bytes and failures, the deadline bounds time, and the queue is bounded
//! in number and bytes; a limit that ends the crawl is reported as a finding. The number of
//! findings per rule is the same as for a single sitemap; each URL is kept as a hash in
//! [`Repeats`].
//!
//! # Not here
//! The decision if a sitemap is good enough.

mod child_sink;
mod crawled;
mod crawler;
mod forbidden;
mod limits;
mod listed_pages;
mod missing;
mod permission;
mod repeats;
mod scope;
mod translations;
mod unread;

pub(crate) use child_sink::IndexSink;
pub(crate) use crawled::Crawled;
pub(crate) use crawler::Crawler;
pub(crate) use forbidden::Forbidden;
pub(crate) use limits::Limits;
pub(crate) use missing::MissingPages;
pub(crate) use permission::{Account, Permission};
pub(crate) use translations::{Translations, note_translations};
pub(crate) use unread::{UnreadChildren, is_unread};
