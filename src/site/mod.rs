//! Documents of a site: fetches them, reads sitemaps, crawls indexes, and checks listed pages.

pub(crate) mod build_folder;
pub(crate) mod crawl;
pub(crate) mod discovery;
pub(crate) mod fetch;
pub(crate) mod listing;
pub(crate) mod pages;
pub(crate) mod progress;
pub(crate) mod reading;
pub(crate) mod robots_files;

mod in_time;
mod walk;
