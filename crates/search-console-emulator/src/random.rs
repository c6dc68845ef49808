//! Draws what must not be guessed, and what must be drawn the same again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Text of `bytes` random bytes in URL-safe base64, from the operating system's generator.
pub(crate) fn opaque(bytes: usize) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes(bytes))
}

/// Text of `bytes` random bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: usize) -> String {
    random_bytes(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Without a source of randomness the text is zeros: an emulator has nothing to protect.
fn random_bytes(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes
}

/// The generator [SplitMix64](https://doi.org/10.1145/2714064.2660195): the same numbers for the
/// same seed in every version of this crate, which a library's generator does not promise.
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

    /// A number below `bound`; 0 when `bound` is 0. The bias of the remainder is of no account here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// True in `percent` of 100 draws.
    pub(crate) fn percent(&mut self, percent: u8) -> bool {
        self.below(100) < u64::from(percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_the_numbers() {
        // The reference values of seed 1234567 of the published C code.
        let mut numbers = SplitMix::new(1_234_567);
        assert_eq!(numbers.next(), 6_457_827_717_110_365_317);
        assert_eq!(numbers.next(), 3_203_168_211_198_807_973);
    }
}
