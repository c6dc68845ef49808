//! Recognises URLs that an earlier sitemap lists, in bounded memory.
//!
//! Of each URL the hash is kept, in six bytes beside the bucket that the other two choose. Among five
//! million URLs the chance that any two share one is below one in a million.

/// URLs that are remembered: as many as a hundred full sitemaps list, in about 40 MB. Later ones are
/// compared with these.
const MOST_URLS: usize = 5_000_000;

/// What the upper two bytes of a hash can be.
const BUCKETS: usize = 1 << 16;

/// A bucket grows by one in so many of its entries, since many grow at the same time.
const GROWTH: usize = 8;

type Rest = [u8; 6];

/// The URLs of the sitemaps so far.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Sorted.
    buckets: Vec<Vec<Rest>>,
    len: usize,
    left_out: bool,
}

impl Repeats {
    /// Adds the hashes of one sitemap, sorted and each once; gives those that were there before.
    pub(super) fn add(&mut self, hashes: &[u64]) -> Vec<u64> {
        if self.buckets.is_empty() {
            self.buckets.resize_with(BUCKETS, Vec::new);
        }
        let mut repeated = Vec::new();
        for &hash in hashes {
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

    /// Whether there was no room for some.
    pub(super) const fn has_left_out(&self) -> bool {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn what_was_there_before_is_found() {
        let mut repeats = Repeats::default();
        let mut known = HashSet::new();
        for round in 0..50_u64 {
            let mut hashes: Vec<u64> = (0..2_000_u64)
                .map(|number| (round * 1_500 + number).wrapping_mul(0x9E37_79B9_7F4A_7C15))
                .collect();
            hashes.sort_unstable();
            let repeated = repeats.add(&hashes);
            let expected: Vec<u64> = hashes
                .iter()
                .copied()
                .filter(|hash| !known.insert(*hash))
                .collect();
            assert_eq!(repeated, expected, "{round}");
        }
        assert_eq!(repeats.len, known.len());
        assert!(!repeats.has_left_out());
    }
}
