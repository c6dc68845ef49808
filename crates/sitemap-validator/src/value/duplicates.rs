//! Recognises addresses that were listed before, in bounded memory.
//!
//! Of each address a 64-bit hash is kept, up to the permitted number of entries. Among 50,000
//! different addresses the chance that any two share a hash is about 50,000² / 2⁶⁵, below one in ten
//! thousand million. The hash is not keyed, so whoever writes a sitemap can make it report
//! duplicates that are none, in that sitemap.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// The addresses seen so far.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    seen: HashSet<u64, BuildHasherDefault<Identity>>,
}

impl Duplicates {
    /// Whether the address was there before; it is there from now on, unless `limit` are.
    pub(crate) fn is_repeated(&mut self, address: &[u8], limit: u64) -> bool {
        let hash = hash(address);
        if self.seen.len() as u64 >= limit {
            return self.seen.contains(&hash);
        }
        !self.seen.insert(hash)
    }
}

/// Passes on keys that are hashes already.
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

// Odd constants without structure: the fractional digits of the square roots of 2, 3 and 5.
const FIRST: u64 = 0x6A09_E667_F3BC_C909;
const SECOND: u64 = 0xBB67_AE85_84CA_A73B;
const THIRD: u64 = 0x3C6E_F372_FE94_F82B;

/// A number that is the same for the same address.
///
/// Four lanes of multiply and fold, so that the processor need not wait for one product.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut lanes = [FIRST ^ bytes.len() as u64, SECOND, THIRD, !FIRST];
    let (words, rest) = bytes.as_chunks::<8>();
    let (blocks, odd) = words.as_chunks::<4>();
    for block in blocks {
        for (lane, word) in lanes.iter_mut().zip(block) {
            *lane = fold(*lane ^ u64::from_le_bytes(*word), SECOND);
        }
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    // At most three words are left, so the last lane takes what is no whole word.
    for (lane, word) in lanes.iter_mut().zip(odd) {
        *lane = fold(*lane ^ u64::from_le_bytes(*word), THIRD);
    }
    lanes[3] = fold(lanes[3] ^ u64::from_le_bytes(last), THIRD);
    let left = fold(lanes[0] ^ FIRST, lanes[1] ^ THIRD);
    let right = fold(lanes[2] ^ SECOND, lanes[3] ^ FIRST);
    fold(left, right)
}

/// Both halves of the product, joined; a factor of zero is turned into another value.
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right | 1);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the halves are what is wanted"
    )]
    let halves = (product as u64) ^ ((product >> 64) as u64);
    halves.wrapping_add(left.rotate_left(29))
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
                !duplicates.is_repeated(address.as_bytes(), 50_000),
                "{page}"
            );
        }
        assert!(duplicates.is_repeated(b"https://www.example.com/page/7", 50_000));
        assert!(!duplicates.is_repeated(b"https://www.example.com/page/new", 50_000));
        assert!(
            !duplicates.is_repeated(b"https://www.example.com/page/new", 50_000),
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
