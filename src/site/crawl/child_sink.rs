//! Collects the data that a crawl needs from the entries of one document.

use std::sync::Arc;

use sitemap_validator::robots::Rules;
use sitemap_validator::{Entry, EntrySink, Kind};

use super::forbidden::Forbidden;
use super::listed_pages::ListedPages;
use super::missing::MissingPages;
use super::translations::Translations;
use crate::model::address::Identities;
use crate::site::build_folder::BuildFolder;
use crate::site::pages::Sample;

/// Maximum number of sitemaps from one index, the limit of the protocol.
const MOST_SITEMAPS: usize = 50_000;

/// Length of a URL, in characters, from which the protocol forbids it
/// (<https://www.sitemaps.org/protocol.html#locdef>).
const TOO_LONG: usize = 2_048;

/// Maximum number of bytes of the URLs from one index.
const MOST_BYTES: usize = 16 << 20;

/// Sitemaps that a document lists.
#[derive(Debug, Default)]
pub(crate) struct IndexSink {
    /// The sitemaps of an index or a robots.txt, as written.
    pub(super) sitemaps: Vec<String>,
    /// Bytes of them.
    bytes: usize,
    /// Number of sitemaps that exceeded the limits.
    pub(super) left_out: u64,
}

impl IndexSink {
    fn take(&mut self, address: &str) {
        if self.bytes + address.len() > MOST_BYTES {
            self.left_out += 1;
            return;
        }
        self.bytes += address.len();
        self.sitemaps.push(address.to_owned());
    }
}

fn is_too_long(address: &str) -> bool {
    address.len() >= TOO_LONG && address.chars().count() >= TOO_LONG
}

impl EntrySink for IndexSink {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        if !matches!(entry.kind(), Kind::SitemapIndex | Kind::Robots) {
            return;
        }
        let address = entry.loc();
        // In an index, a URL that is too long has its own finding; the lines of a robots.txt are
        // limited.
        let is_left = entry.kind() == Kind::SitemapIndex && is_too_long(&address);
        if !is_left && self.sitemaps.len() < MOST_SITEMAPS {
            self.take(&address);
        }
    }
}

/// Facts about the pages of a sitemap.
#[derive(Debug)]
pub(super) struct ChildSink {
    identities: Identities,
    pub(super) pages: ListedPages,
    pub(super) forbidden: Forbidden,
    pub(super) missing: MissingPages,
    /// Sitemaps that it lists, if it is an index and may be one.
    pub(super) index: IndexSink,
    may_be_index: bool,
    pub(super) sample: Sample,
    pub(super) translations: Translations,
}

impl ChildSink {
    pub(super) fn new(
        pages: ListedPages,
        rules: Arc<Rules>,
        folder: Option<Arc<BuildFolder>>,
        may_be_index: bool,
        sample: usize,
        translations: bool,
    ) -> Self {
        Self {
            identities: Identities::default(),
            pages,
            forbidden: Forbidden::new(rules),
            missing: MissingPages::new(folder),
            index: IndexSink::default(),
            may_be_index,
            sample: Sample::of(sample),
            translations: Translations::new(translations),
        }
    }
}

impl EntrySink for ChildSink {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        if matches!(entry.kind(), Kind::SitemapIndex | Kind::Robots) {
            if self.may_be_index {
                self.index.on_entry(entry);
            }
            return;
        }
        let address = entry.loc();
        let hash = self.identities.of_hashed(&address, entry.loc_hash());
        self.pages.add(hash, &address);
        self.forbidden.look(&address);
        self.missing.look(&address);
        self.sample.offer(hash, &address);
        self.translations.on_entry(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_sitemaps_are_bounded_in_bytes() {
        let mut sink = IndexSink::default();
        let longest = "ü".repeat(TOO_LONG - 1);
        assert!(!is_too_long(&longest) && is_too_long(&format!("{longest}x")));
        let room = MOST_BYTES / longest.len();
        for _ in 0..room + 3 {
            sink.take(&longest);
        }
        assert_eq!((sink.sitemaps.len(), sink.left_out), (room, 3));
        sink.take("x");
        assert_eq!(sink.sitemaps.len(), room + 1, "there is room for it");
    }
}
