//! Recognises URLs that an earlier sitemap lists, in bounded memory.
//!
//! Each URL is kept as a hash: in large sets, two bytes of it choose a bucket, which stores the
//! other six. The probability of a collision among five million URLs is below one in a million.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::listed_pages::{ListedPages, SpareRoom};

/// Maximum number of stored URLs: a hundred full sitemaps, in about 40 MB. Later ones are only
/// compared with these.
const MOST_URLS: usize = 5_000_000;

/// Number of values of the upper two bytes of a hash.
const BUCKETS: usize = 1 << 16;

/// A bucket grows by one in so many of its entries, since many grow at the same time.
const GROWTH: usize = 8;

/// A bucket grows by at least so many entries, since each time it may move.
const LEAST_GROWTH: usize = 16;

/// Number of hashes whose buckets are fetched into the cache at the same time: each is somewhere else
/// in tens of megabytes, and waiting for one after the other takes most of the time.
const AT_ONCE: usize = 32;

/// Buckets with more entries are searched by halves. Only hashes that are not random lead to them.
const MOST_GUESSED: usize = 1 << 10;

/// Maximum number of hashes for which a set is faster than buckets.
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
    /// Example, if its URL was stored.
    pub(super) example: Option<String>,
}

impl Repeats {
    /// Buffers of compared pages, for reuse.
    pub(super) fn spare(&self) -> SpareRoom {
        self.spare.clone()
    }

    /// Adds the pages of one sitemap; returns those that were already present.
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

    /// Adds the hashes of one sitemap, sorted and without duplicates; returns those that were
    /// already present.
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

    fn add_to_buckets(&mut self, mut hashes: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut repeated = Vec::new();
        let mut together = Vec::with_capacity(AT_ONCE);
        loop {
            together.clear();
            together.extend(hashes.by_ref().take(AT_ONCE));
            if together.is_empty() {
                return repeated;
            }
            // These reads do not depend on each other, so the processor makes them at the same time.
            let touched = together.iter().fold(0, |sum, hash| {
                let (bucket, rest) = split(*hash);
                let bucket = &self.buckets[bucket];
                let entry = bucket.get(guess(bucket, rest));
                sum ^ entry.map_or(0, |entry| entry[0])
            });
            std::hint::black_box(touched);
            for hash in &together {
                self.add_to_bucket(*hash, &mut repeated);
            }
        }
    }

    fn add_to_bucket(&mut self, hash: u64, repeated: &mut Vec<u64>) {
        let (bucket, rest) = split(hash);
        let bucket = &mut self.buckets[bucket];
        match place(bucket, rest) {
            Ok(_) => repeated.push(hash),
            Err(place) if self.len < MOST_URLS => {
                if bucket.len() == bucket.capacity() {
                    bucket.reserve_exact(LEAST_GROWTH.max(bucket.len() / GROWTH));
                }
                bucket.insert(place, rest);
                self.len += 1;
            }
            Err(_) => self.left_out = true,
        }
    }

    /// True if some did not fit.
    pub(super) const fn has_left_out(&self) -> bool {
        self.left_out
    }
}

/// Splits a hash into the number of its bucket and what is kept there.
const fn split(hash: u64) -> (usize, Rest) {
    let [high, low, rest @ ..] = hash.to_be_bytes();
    (u16::from_be_bytes([high, low]) as usize, rest)
}

/// The probable place of `rest` in a sorted bucket, since hashes are spread evenly.
const fn guess(bucket: &[Rest], rest: Rest) -> usize {
    (u16::from_be_bytes([rest[0], rest[1]]) as usize * bucket.len()) >> u16::BITS
}

/// The place of `rest` in a sorted bucket, or where it belongs.
fn place(bucket: &[Rest], rest: Rest) -> Result<usize, usize> {
    if bucket.len() > MOST_GUESSED {
        return bucket.binary_search(&rest);
    }
    let number = |[a, b, c, d, e, f]: Rest| u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    let wanted = number(rest);
    let mut place = guess(bucket, rest);
    while bucket
        .get(place)
        .is_some_and(|entry| number(*entry) < wanted)
    {
        place += 1;
    }
    while place > 0 && number(bucket[place - 1]) >= wanted {
        place -= 1;
    }
    match bucket.get(place) {
        Some(entry) if *entry == rest => Ok(place),
        _ => Err(place),
    }
}

/// Identity hasher for keys that are hashes. Sorted keys get adjacent positions, since a set uses
/// the lower bits.
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
    fn places_are_those_of_a_binary_search() {
        for length in [0, 1, 7, 76, MOST_GUESSED, MOST_GUESSED + 1] {
            // Spread evenly, and crowded at both ends.
            for factor in [u64::MAX / 2_000, 1, u64::MAX / 3] {
                let entry = |number: u64| split(number.wrapping_mul(factor) << 3).1;
                let mut bucket: Vec<Rest> = (0..length as u64).map(entry).collect();
                bucket.sort_unstable();
                bucket.dedup();
                for number in 0..2 * length as u64 + 2 {
                    let wanted = entry(number);
                    assert_eq!(place(&bucket, wanted), bucket.binary_search(&wanted));
                }
            }
        }
    }

    #[test]
    fn repeated_hashes_are_found() {
        let mut repeats = Repeats::default();
        let mut known = HashSet::new();
        // More than the list holds, so that the buckets are used.
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
