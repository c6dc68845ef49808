//! Google's extensions: images, videos, news and translations.
//!
//! `vocabulary` lists the elements, `elements` checks their position, `details` checks their values,
//! `sources` compares videos with their page, and `alternates` collects the translations of a page.

mod alternates;
mod details;
mod elements;
mod sources;
mod vocabulary;

pub use alternates::Alternate;
pub(crate) use alternates::Alternates;
pub(super) use alternates::Link;
pub(super) use elements::Extensions;
pub(super) use vocabulary::{Detail, Group, Word};
