//! Reads which pages a sitemap lists, those of an index's children included.

mod lister;
mod listing_error;
mod page_sink;

pub(crate) use lister::{ListedSitemap, Lister, Taken};
pub(crate) use listing_error::ListingError;
