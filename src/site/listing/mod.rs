//! Reads the pages of a sitemap, including those of the sitemaps of an index.

mod lister;
mod listing_error;
mod page_sink;

pub(crate) use lister::{ListedSitemap, Lister, Taken};
pub(crate) use listing_error::ListingError;
