//! Collects the pages, or the sitemaps, that one document lists.

use sitemap_validator::{Entry, EntrySink, Kind};
use url::Url;

use crate::store::ListedPage;

/// What one document lists, as far as its addresses are URLs.
#[derive(Debug, Default)]
pub(super) struct PageSink {
    pub(super) pages: Vec<ListedPage>,
    pub(super) sitemaps: Vec<Url>,
}

impl EntrySink for PageSink {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        let Ok(url) = Url::parse(&entry.loc()) else {
            return;
        };
        if entry.kind() == Kind::SitemapIndex {
            self.sitemaps.push(url);
        } else {
            let lastmod = entry.lastmod_time();
            self.pages.push(ListedPage { url, lastmod });
        }
    }
}
