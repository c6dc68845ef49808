//! Validates arbitrary bytes inside a feed of either kind.

#![no_main]

mod check;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    check::document(&[b"<rss version='2.0'><channel>", bytes].concat());
    check::document(&[b"<feed xmlns='http://www.w3.org/2005/Atom'>", bytes].concat());
});
