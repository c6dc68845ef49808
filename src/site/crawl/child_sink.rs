//! Collects what a crawl has to know of the entries of one document.

use std::sync::Arc;

use sitemap_validator::robots::Rules;
use sitemap_validator::{Entry, EntrySink, Kind};

use super::listed_pages::ListedPages;
use super::translations::Translations;
use crate::model::address::Identities;
use crate::site::pages::Sample;

/// Sitemaps that are taken from one index, as many as it may list.
const MOST_SITEMAPS: usize = 50_000;

/// Characters of an address from which on the protocol forbids it
/// (<https://www.sitemaps.org/protocol.html#locdef>).
const TOO_LONG: usize = 2_048;

/// Comparisons that are spent on one document to find what robots.txt forbids.
const MOST_WORK: u64 = 200_000_000;

/// Bytes of the addresses that are taken from one index.
const MOST_BYTES: usize = 16 << 20;

/// Sitemaps that a document lists.
#[derive(Debug, Default)]
pub(crate) struct IndexSink {
    /// The sitemaps of an index or a robots.txt, as written.
    pub(super) sitemaps: Vec<String>,
    /// Bytes of them.
    bytes: usize,
    /// Sitemaps for which there was no room.
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
        // Of an index such an address has a finding of its own; a robots.txt is short.
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
    forbidden: Forbidden,
    /// Sitemaps that it lists, if it is an index and may be one.
    pub(super) index: IndexSink,
    may_be_index: bool,
    pub(super) sample: Sample,
    pub(super) translations: Translations,
}

/// Pages that the robots.txt of their host forbids to fetch.
#[derive(Debug)]
struct Forbidden {
    rules: Arc<Rules>,
    work_left: u64,
    count: u64,
    first: Option<String>,
}

impl ChildSink {
    pub(super) fn new(
        pages: ListedPages,
        rules: Arc<Rules>,
        may_be_index: bool,
        sample: usize,
        translations: bool,
    ) -> Self {
        Self {
            identities: Identities::default(),
            pages,
            forbidden: Forbidden {
                rules,
                work_left: MOST_WORK,
                count: 0,
                first: None,
            },
            index: IndexSink::default(),
            may_be_index,
            sample: Sample::of(sample),
            translations: Translations::new(translations),
        }
    }

    /// Number of pages that robots.txt blocks, and the first of them.
    pub(super) fn forbidden(&self) -> Option<(u64, &str)> {
        let first = self.forbidden.first.as_deref()?;
        Some((self.forbidden.count, first))
    }

    /// True if robots.txt has so many rules that not all pages were checked.
    pub(super) const fn has_left_out(&self) -> bool {
        self.forbidden.work_left == 0
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
        let hash = self.identities.of(&address);
        self.pages.add(hash, &address);
        self.forbidden.look(&address);
        self.sample.offer(hash, &address);
        self.translations.on_entry(entry);
    }
}

impl Forbidden {
    fn look(&mut self, address: &str) {
        if self.rules.is_empty() || self.work_left == 0 {
            return;
        }
        let Some(path) = path(address) else { return };
        let work = self.rules.cost() * path.len().max(1) as u64;
        if work > self.work_left {
            self.work_left = 0;
            return;
        }
        self.work_left -= work;
        if !self.rules.allow(path) {
            self.count += 1;
            self.first.get_or_insert_with(|| address.to_owned());
        }
    }
}

/// Path and query of an address; its host is that of the sitemap, which another rule sees to.
fn path(address: &str) -> Option<&str> {
    let rest = &address[address.find("://")? + 3..];
    let path = rest.find('/').map_or("/", |start| &rest[start..]);
    path.split('#').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sitemap_validator::robots::Robots;

    #[test]
    fn what_waits_is_bounded_in_bytes() {
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

    #[test]
    fn the_search_for_what_is_forbidden_ends_when_its_work_is_spent() {
        let robots = Robots::parse(b"user-agent: *\nallow: /a\ndisallow: /p\n");
        let mut forbidden = Forbidden {
            rules: Arc::new(robots.rules_for("Googlebot")),
            work_left: 2 * 2 * 3,
            count: 0,
            first: None,
        };
        for page in ["/p1", "/p2", "/p3", "/p"] {
            forbidden.look(&format!("https://a.example{page}"));
        }
        assert_eq!((forbidden.count, forbidden.work_left), (2, 0));
        assert_eq!(forbidden.first.as_deref(), Some("https://a.example/p1"));
    }
}
