//! Collects the pages, or the sitemaps, that one document lists.

use sitemap_validator::{Entry, EntrySink, Kind};
use url::Url;

use crate::model::address::fetchable;
use crate::store::ListedPage;

/// Fetchable URLs that one document lists.
#[derive(Debug, Default)]
pub(super) struct PageSink {
    pub(super) pages: Vec<ListedPage>,
    pub(super) sitemaps: Vec<Url>,
}

impl EntrySink for PageSink {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        let address = entry.loc();
        if entry.kind() == Kind::SitemapIndex {
            self.sitemaps.extend(fetchable(&address));
        } else {
            let page = ListedPage::new(&address, entry.lastmod_time());
            self.pages.extend(page);
        }
    }
}
