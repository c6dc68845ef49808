//! Recognises URLs that an earlier sitemap lists, in bounded memory.
//!
//! Of each URL the hash is kept: of many URLs in six bytes, beside the bucket that the other two
//! choose. Among five million URLs the chance that any two share one is below one in a million.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::listed_pages::{ListedPages, SpareRoom};

/// URLs that are remembered: as many as a hundred full sitemaps list, in about 40 MB. Later ones
/// are compared with these.
const MOST_URLS: usize = 5_000_000;

/// Number of values of the upper two bytes of a hash.
const BUCKETS: usize = 1 << 16;

/// A bucket grows by one in so many of its entries, since many grow at the same time.
const GROWTH: usize = 8;

/// Up to so many, whole hashes in a set are quicker than buckets.
const FEW: usize = 1 << 18;

type Rest = [u8; 6];

/// The URLs of the sitemaps so far.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Whole hashes, until there are more than a [`FEW`].
    few: HashSet<u64, BuildHasherDefault<Sequential>>,
    /// Sorted.
    buckets: Vec<Vec<Rest>>,
    len: usize,
    left_out: bool,
    spare: SpareRoom,
}

/// Pages of a sitemap that earlier sitemaps list.
#[derive(Debug)]
pub(super) struct Repeated {
    pub(super) count: usize,
    /// One of them, where its address was remembered.
    pub(super) example: Option<String>,
}

impl Repeats {
    /// Buffers of compared pages, for reuse.
    pub(super) fn spare(&self) -> SpareRoom {
        self.spare.clone()
    }

    /// Adds the pages of one sitemap; returns those that were there before.
    pub(super) fn compare(&mut self, mut pages: ListedPages) -> Repeated {
        let repeated = self.add(pages.hashes());
        let first = repeated.first().and_then(|first| pages.name(*first));
        let example = first.map(str::to_owned);
        self.spare.give(pages);
        Repeated {
            count: repeated.len(),
            example,
        }
    }

    /// Adds the hashes of one sitemap, sorted and each once; gives those that were there before.
    fn add(&mut self, hashes: impl Iterator<Item = u64>) -> Vec<u64> {
        if !self.buckets.is_empty() {
            return self.add_to_buckets(hashes);
        }
        let repeated = self.add_to_few(hashes);
        if self.len > FEW {
            self.buckets.resize_with(BUCKETS, Vec::new);
            self.len = 0;
            let mut few: Vec<u64> = std::mem::take(&mut self.few).into_iter().collect();
            few.sort_unstable();
            self.add_to_buckets(few.into_iter());
        }
        repeated
    }

    fn add_to_few(&mut self, hashes: impl Iterator<Item = u64>) -> Vec<u64> {
        let repeated = hashes.filter(|hash| !self.few.insert(*hash)).collect();
        self.len = self.few.len();
        repeated
    }

    fn add_to_buckets(&mut self, hashes: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut repeated = Vec::new();
        for hash in hashes {
            let [high, low, rest @ ..] = hash.to_be_bytes();
            let bucket = &mut self.buckets[usize::from(u16::from_be_bytes([high, low]))];
            match bucket.binary_search(&rest) {
                Ok(_) => repeated.push(hash),
                Err(place) if self.len < MOST_URLS => {
                    if bucket.len() == bucket.capacity() {
                        bucket.reserve_exact(4.max(bucket.len() / GROWTH));
                    }
                    bucket.insert(place, rest);
                    self.len += 1;
                }
                Err(_) => self.left_out = true,
            }
        }
        repeated
    }

    /// True if some did not fit.
    pub(super) const fn has_left_out(&self) -> bool {
        self.left_out
    }
}

/// Passes on keys that are hashes already, so that those in sorted order come to places side by
/// side: a set takes the lower bits for its places.
#[derive(Debug, Default)]
struct Sequential(u64);

impl Hasher for Sequential {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash.rotate_left(FEW.ilog2());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_before_is_found() {
        let mut repeats = Repeats::default();
        let mut known = HashSet::new();
        // From the list well into the buckets.
        for round in 0..50_u64 {
            let mut hashes: Vec<u64> = (0..20_000_u64)
                .map(|number| (round * 15_000 + number).wrapping_mul(0x9E37_79B9_7F4A_7C15))
                .collect();
            hashes.sort_unstable();
            let repeated = repeats.add(hashes.iter().copied());
            let expected: Vec<u64> = hashes
                .iter()
                .copied()
                .filter(|hash| !known.insert(*hash))
                .collect();
            assert_eq!(repeated, expected, "{round}");
        }
        assert_eq!(repeats.len, known.len());
        assert!(repeats.len > 2 * FEW && repeats.few.is_empty());
        assert!(!repeats.has_left_out());
    }
}
