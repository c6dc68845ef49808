//! Does after a submission what Googlebot does: downloads the sitemap and counts what is in it.

mod count;
mod fetch;
mod run;

pub(crate) use run::{after_delay, now};
