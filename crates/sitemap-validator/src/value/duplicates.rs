//! Detects URLs that were listed before, in bounded memory.
//!
//! A 64-bit hash of each URL is kept, up to the permitted number of entries. For 50,000 different
//! URLs, the probability of a collision is about 50,000² / 2⁶⁵, below 10⁻¹⁰. The hash is not keyed, so
//! the author of a sitemap can cause false reports of duplicates in that sitemap.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use twox_hash::XxHash64;

/// URLs seen so far.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    seen: HashSet<u64, BuildHasherDefault<Identity>>,
}

impl Duplicates {
    /// True if the URL with this hash was seen before. It is added unless there are already `limit`.
    pub(crate) fn is_repeated(&mut self, hash: u64, limit: u64) -> bool {
        if self.seen.len() as u64 >= limit {
            return self.seen.contains(&hash);
        }
        !self.seen.insert(hash)
    }
}

/// A hasher for keys that are already hashes.
#[derive(Debug, Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Hashes the bytes of a URL.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_repeat() {
        let mut duplicates = Duplicates::default();
        for page in 0..50_000 {
            let address = format!("https://www.example.com/page/{page}");
            assert!(
                !duplicates.is_repeated(hash(address.as_bytes()), 50_000),
                "{page}"
            );
        }
        assert!(duplicates.is_repeated(hash(b"https://www.example.com/page/7"), 50_000));
        assert!(!duplicates.is_repeated(hash(b"https://www.example.com/page/new"), 50_000));
        assert!(
            !duplicates.is_repeated(hash(b"https://www.example.com/page/new"), 50_000),
            "it is full"
        );
    }

    #[test]
    fn length_and_order_matter() {
        assert_ne!(hash(b""), hash(b"\0"));
        assert_ne!(hash(&[0; 16]), hash(&[0; 32]));
        assert_ne!(hash(b"aaaaaaaabbbbbbbb"), hash(b"bbbbbbbbaaaaaaaa"));
        assert_ne!(
            hash(b"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"),
            hash(b"bbbbbbbbbbbbbbbbaaaaaaaaaaaaaaaa")
        );
    }
}
