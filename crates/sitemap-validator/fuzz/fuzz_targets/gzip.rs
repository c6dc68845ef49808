//! Validates arbitrary bytes as gzip, and damaged gzip of documents.

#![no_main]

mod check;

use libfuzzer_sys::fuzz_target;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

fuzz_target!(|bytes: &[u8]| {
    check::document(&[b"\x1F\x8B\x08\0\0\0\0\0\0\xFF", bytes].concat());
    let Some(([at, what], text)) = bytes.split_first_chunk() else { return };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory cannot fail");
    let mut compressed = encoder.finish().expect("memory cannot fail");
    check::document(&compressed);
    let index = usize::from(*at) % compressed.len();
    compressed[index] ^= what;
    check::document(&compressed);
    check::document(&compressed[..index]);
});
