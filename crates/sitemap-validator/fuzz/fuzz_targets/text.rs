//! Validates arbitrary bytes as a text sitemap, and as UTF-16.

#![no_main]

mod check;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    check::document(&[b"https://www.example.com/\n", bytes].concat());
    check::document(&[b"\xFF\xFEh\0t\0t\0p\0:\0/\0/\0", bytes].concat());
});
