//! Checks the values of elements with pure functions.

pub(crate) mod changefreq;
pub(crate) mod characters;
pub(crate) mod duplicates;
pub(crate) mod feed_date;
pub(crate) mod language;
pub(crate) mod lastmod;
pub(crate) mod loc;
pub(crate) mod number;
pub(crate) mod priority;
pub(crate) mod public;
