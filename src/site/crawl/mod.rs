//! Crawls an index: fetches and validates the sitemaps that it lists, several at a time, and looks
//! at what only all of them together show.
//!
//! # Bounds
//! [`Limits`] bounds hosts, bytes and failures, the deadline time, and what waits is bounded in
//! number and bytes; where one ends the crawl, a finding names it. Of findings so many of each rule
//! are kept as of a single sitemap; of each URL a hash of [`Repeats`].
//!
//! # Not here
//! Whether what was found is good enough.

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
