//! Takes the elements of Google's extensions: images, videos, news and translations.
//!
//! `vocabulary` knows which elements there are, `elements` where they stand, `details` what their
//! values may be, and `alternates` gathers the translations of a page.

mod alternates;
mod details;
mod elements;
mod vocabulary;

pub use alternates::Alternate;
pub(crate) use alternates::Alternates;
pub(super) use elements::Extensions;
pub(super) use vocabulary::{Detail, Group};
