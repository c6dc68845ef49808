//! Examples for rules on entries and their values.

use super::{Example, of};

pub(super) static EXAMPLES: &[Example] = &[
    of(
        "element-unknown",
        "<url><loc>https://www.example.com/</loc><title>Home</title></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "element-duplicate",
        "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod><lastmod>2025-01-01</lastmod></url>",
        "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    ),
    of(
        "element-unexpected",
        "<url><loc>https://www.example.com/</loc></url><lastmod>2026-01-01</lastmod>",
        "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    ),
    of(
        "text-unexpected",
        "<url><loc>https://www.example.com/</loc></url> stray",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "entity-unescaped",
        "<url><loc>https://www.example.com/?a=1&b=2</loc></url>",
        "<url><loc>https://www.example.com/?a=1&amp;b=2</loc></url>",
    ),
    of(
        "entity-undeclared",
        "<url><loc>https://www.example.com/caf&eacute;</loc></url>",
        "<url><loc>https://www.example.com/caf%C3%A9</loc></url>",
    ),
    of(
        "namespace-prefix-undeclared",
        "<url><loc>https://www.example.com/</loc><image:image/></url>",
        "<url xmlns:x=\"urn:x\"><loc>https://www.example.com/</loc><x:note/></url>",
    ),
    of(
        "loc-missing",
        "<url><lastmod>2026-01-01</lastmod></url>",
        "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    ),
    of(
        "loc-empty",
        "<url><loc></loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-not-absolute",
        "<url><loc>/about</loc></url>",
        "<url><loc>https://www.example.com/about</loc></url>",
    ),
    of(
        "loc-scheme",
        "<url><loc>ftp://www.example.com/</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-invalid-url",
        "<url><loc>https://www.example.com:99999/</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-not-encoded",
        "<url><loc>https://www.example.com/two words</loc></url>",
        "<url><loc>https://www.example.com/two%20words</loc></url>",
    ),
    of(
        "loc-host-mismatch",
        "<url><loc>https://shop.example.com/</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-scheme-mismatch",
        "<url><loc>http://www.example.com/</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-whitespace",
        "<url><loc> https://www.example.com/ </loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-duplicate",
        "<url><loc>https://www.example.com/</loc></url>\n<url><loc>https://www.example.com/</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>\n<url><loc>https://www.example.com/about</loc></url>",
    ),
    of(
        "lastmod-invalid",
        "<url><loc>https://www.example.com/</loc><lastmod>2024-05-08 08:53:11 AM</lastmod></url>",
        "<url><loc>https://www.example.com/</loc><lastmod>2024-05-08T08:53:11Z</lastmod></url>",
    ),
    of(
        "lastmod-future",
        "<url><loc>https://www.example.com/</loc><lastmod>2099-01-01</lastmod></url>",
        "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    ),
    of(
        "changefreq-invalid",
        "<url><loc>https://www.example.com/</loc><changefreq>sometimes</changefreq></url>",
        "<url><loc>https://www.example.com/</loc><changefreq>weekly</changefreq></url>",
    ),
    of(
        "priority-invalid",
        "<url><loc>https://www.example.com/</loc><priority>1.5</priority></url>",
        "<url><loc>https://www.example.com/</loc><priority>0.8</priority></url>",
    ),
    of(
        "text-line-not-url",
        "https://www.example.com/\nabout us",
        "https://www.example.com/\nhttps://www.example.com/about-us",
    ),
    of(
        "feed-link-missing",
        "<rss version=\"2.0\"><channel><title>News</title>\n<item><title>One</title></item>\n</channel></rss>",
        "<rss version=\"2.0\"><channel><title>News</title>\n<item><title>One</title><link>https://www.example.com/one</link></item>\n</channel></rss>",
    ),
];
