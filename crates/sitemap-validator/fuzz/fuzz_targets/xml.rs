//! Validates arbitrary bytes as XML: alone, and inside a sitemap or an index.

#![no_main]

mod check;

use libfuzzer_sys::fuzz_target;

const INDEX: &[u8] = b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>";
const SITEMAP: &[u8] = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
    xmlns:i='http://www.google.com/schemas/sitemap-image/1.1' \
    xmlns:v='http://www.google.com/schemas/sitemap-video/1.1' \
    xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' xmlns:x='http://www.w3.org/1999/xhtml'>";

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    match first % 4 {
        0 => check::document(bytes),
        1 => check::document(&[INDEX, rest].concat()),
        _ => check::document(&[SITEMAP, rest].concat()),
    }
});
