//! Emulates Googlebot after a submission: downloads the sitemap and counts its entries.

mod count;
mod fetch;
mod run;

pub(crate) use run::{after_delay, now};
