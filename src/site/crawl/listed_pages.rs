//! Stores the pages of one sitemap until they are compared with those of the others.

use std::sync::{Arc, Mutex, PoisonError};

/// Maximum number of bytes of stored URLs, from which a finding takes an example.
const MOST_NAMES: usize = 1 << 20;

/// Position of a URL that is not stored.
const UNNAMED: u32 = u32::MAX;

/// The pages of one sitemap.
#[derive(Debug, Default)]
pub(super) struct ListedPages {
    /// Hash of each page, and the position of its URL in `names`.
    pages: Vec<(u64, u32)>,
    names: String,
}

impl ListedPages {
    /// Adds the page at `address`, which has this `hash`.
    pub(super) fn add(&mut self, hash: u64, address: &str) {
        let has_room = self.names.len() + address.len() < MOST_NAMES;
        let start = u32::try_from(self.names.len()).ok().filter(|_| has_room);
        self.pages.push((hash, start.unwrap_or(UNNAMED)));
        if has_room {
            self.names.push_str(address);
            self.names.push('\n');
        }
    }

    /// The hashes of the pages, sorted and without duplicates.
    pub(super) fn hashes(&mut self) -> impl Iterator<Item = u64> {
        self.pages.sort_unstable();
        self.pages.dedup_by_key(|(hash, _)| *hash);
        self.pages.iter().map(|(hash, _)| *hash)
    }

    /// The URL of the page with this hash, if it is stored; only after [`hashes`](Self::hashes).
    pub(super) fn name(&self, hash: u64) -> Option<&str> {
        let at = self.pages.binary_search_by_key(&hash, |(hash, _)| *hash);
        let start = self.pages.get(at.ok()?)?.1 as usize;
        self.names
            .get(start..)?
            .split('\n')
            .next()
            .filter(|name| !name.is_empty())
    }
}

/// Buffers for reuse by the next sitemap, since allocating them again is slow. There are at most as
/// many as sitemaps are read concurrently.
#[derive(Debug, Default, Clone)]
pub(super) struct SpareRoom(Arc<Mutex<Vec<ListedPages>>>);

impl SpareRoom {
    /// An empty list, in a reused buffer if possible.
    pub(super) fn take(&self) -> ListedPages {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    /// Takes back a buffer from [`take`](Self::take).
    pub(super) fn give(&self, mut room: ListedPages) {
        room.pages.clear();
        room.names.clear();
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_is_known_once_and_by_its_name() {
        let mut pages = ListedPages::default();
        for (hash, address) in [(7, "seven"), (3, "three"), (7, "seven"), (5, "five")] {
            pages.add(hash, address);
        }
        assert!(pages.hashes().eq([3, 5, 7]));
        assert_eq!(pages.name(5), Some("five"));
        assert_eq!(pages.name(4), None);
    }

    #[test]
    fn pages_beyond_the_limit_have_no_stored_url() {
        let mut pages = ListedPages::default();
        let long = "x".repeat(MOST_NAMES - 10);
        for (hash, address) in [(1, &*long), (2, "too long by now"), (3, "short")] {
            pages.add(hash, address);
        }
        assert!(pages.hashes().eq([1, 2, 3]));
        let names = [1, 2, 3].map(|hash| pages.name(hash));
        assert_eq!(names, [Some(&*long), None, Some("short")]);
    }

    #[test]
    fn room_comes_back_empty_and_is_used_again() {
        let spare = SpareRoom::default();
        let mut pages = spare.take();
        pages.add(1, "one");
        let room = pages.names.as_ptr();
        spare.give(pages);
        let mut again = spare.take();
        assert_eq!((again.names.as_ptr(), again.hashes().count()), (room, 0));
        assert!(spare.take().names.capacity() == 0);
    }
}
