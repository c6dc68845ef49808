//! Random numbers: unpredictable ones, and reproducible ones.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Returns `bytes` random bytes from the operating system in URL-safe base64.
pub(crate) fn opaque(bytes: usize) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes(bytes))
}

/// Returns `bytes` random bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: usize) -> String {
    random_bytes(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Returns zeros if no randomness is available, since an emulator protects nothing.
fn random_bytes(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes
}

/// The generator [SplitMix64](https://doi.org/10.1145/2714064.2660195): a seed produces the same
/// numbers in every version of this crate, which a library's generator does not guarantee.
#[derive(Debug, Clone)]
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `bound`, or 0 if `bound` is 0. The modulo bias is negligible here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// Returns true with a probability of `percent`.
    pub(crate) fn percent(&mut self, percent: u8) -> bool {
        self.below(100) < u64::from(percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_determines_the_numbers() {
        // Reference values of the published C code for seed 1234567.
        let mut numbers = SplitMix::new(1_234_567);
        assert_eq!(numbers.next(), 6_457_827_717_110_365_317);
        assert_eq!(numbers.next(), 3_203_168_211_198_807_973);
    }
}
