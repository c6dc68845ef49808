//! Reads which pages a sitemap lists, those of an index's children included.

mod listing_error;
mod page_sink;
mod walk;

pub(crate) use listing_error::ListingError;
pub(crate) use walk::{ListedSitemap, Lister, Taken};
