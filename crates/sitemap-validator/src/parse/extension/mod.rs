//! Takes the elements of Google's extensions: images, videos, news and translations.
//!
//! `vocabulary` knows which elements there are, `elements` where they stand, `details` what their
//! values may be, `sources` compares videos with their page, and `alternates` gathers the
//! translations of a page.

mod alternates;
mod details;
mod elements;
mod sources;
mod vocabulary;

pub use alternates::Alternate;
pub(crate) use alternates::Alternates;
pub(super) use elements::Extensions;
pub(super) use vocabulary::{Detail, Group};
