//! Chooses pages: those with the smallest hashes, so that every run over the same sitemap chooses the
//! same, whatever the order, and every page is as likely as another.

use std::collections::BinaryHeap;

use sitemap_validator::{Entry, EntrySink, Kind};
use twox_hash::XxHash64;

/// The pages chosen so far.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    size: usize,
    chosen: BinaryHeap<(u64, String)>,
}

impl Sample {
    /// An empty sample that takes up to `size` pages.
    pub(crate) fn of(size: usize) -> Self {
        Self {
            size,
            chosen: BinaryHeap::new(),
        }
    }

    /// Offers the page at `address`, whose hash is `hash`.
    pub(crate) fn offer(&mut self, hash: u64, address: &str) {
        if self.chosen.len() == self.size {
            let largest = self.chosen.peek().map(|(largest, _)| *largest);
            if largest.is_none_or(|largest| hash >= largest) {
                return;
            }
        }
        if self.chosen.iter().any(|(known, _)| *known == hash) {
            return;
        }
        self.chosen.push((hash, address.to_owned()));
        if self.chosen.len() > self.size {
            self.chosen.pop();
        }
    }

    /// Offers all of `other`.
    pub(crate) fn join(&mut self, other: Self) {
        for (hash, address) in other.chosen {
            self.offer(hash, &address);
        }
    }

    /// The addresses, by hash.
    pub(crate) fn into_addresses(self) -> Vec<String> {
        let sorted = self.chosen.into_sorted_vec();
        sorted.into_iter().map(|(_, address)| address).collect()
    }
}

impl EntrySink for Sample {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        if self.size > 0 && !matches!(entry.kind(), Kind::SitemapIndex | Kind::Robots) {
            let address = entry.loc();
            self.offer(XxHash64::oneshot(0, address.as_bytes()), &address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_are_chosen_in_any_order() {
        let pages = [(7, "g"), (1, "a"), (9, "i"), (3, "c"), (1, "a"), (5, "e")];
        let mut forward = Sample::of(3);
        let mut backward = Sample::of(3);
        pages
            .iter()
            .for_each(|(hash, page)| forward.offer(*hash, page));
        let mut half = Sample::of(3);
        pages[..3]
            .iter()
            .for_each(|(hash, page)| half.offer(*hash, page));
        pages[3..]
            .iter()
            .rev()
            .for_each(|(hash, page)| backward.offer(*hash, page));
        backward.join(half);
        assert_eq!(forward.into_addresses(), ["a", "c", "e"]);
        assert_eq!(backward.into_addresses(), ["a", "c", "e"]);
        let mut none = Sample::default();
        none.offer(1, "a");
        assert!(none.into_addresses().is_empty());
    }
}
