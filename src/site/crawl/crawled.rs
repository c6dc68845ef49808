//! Result of a crawl.

use sitemap_validator::Options;

use super::translations::Translations;
use super::unread::UnreadChildren;
use crate::model::{ChildReport, Tally};
use crate::site::pages::Sample;

/// Result of a crawl.
#[derive(Debug)]
pub(crate) struct Crawled {
    /// The sitemaps, in the order of the index.
    pub(crate) children: Vec<ChildReport>,
    /// Pages of all of them.
    pub(crate) urls: u64,
    /// Bytes of all of them, after decompression.
    pub(crate) bytes: u64,
    /// Findings about them.
    pub(crate) tally: Tally,
    /// Sitemaps that could not be read completely.
    pub(crate) unread: Option<UnreadChildren>,
    /// Pages to fetch.
    pub(crate) sample: Sample,
    /// True if not all pages were checked against robots.txt.
    pub(super) left_out: bool,
    /// Links between translations.
    pub(super) translations: Translations,
}

impl Crawled {
    pub(super) fn new(options: &Options, sample: Sample, translations: Translations) -> Self {
        Self {
            children: Vec::new(),
            urls: 0,
            bytes: 0,
            tally: Tally::new(options),
            unread: None,
            sample,
            left_out: false,
            translations,
        }
    }
}
