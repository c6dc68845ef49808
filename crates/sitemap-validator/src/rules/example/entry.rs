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
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
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
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "priority-invalid",
        "<url><loc>https://www.example.com/</loc><priority>1.5</priority></url>",
        "<url><loc>https://www.example.com/</loc></url>",
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
    of(
        "loc-fragment",
        "<url><loc>https://www.example.com/#team</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-session-id",
        "<url><loc>https://www.example.com/?PHPSESSID=1f2e</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-credentials",
        "<url><loc>https://me:secret@www.example.com/</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "loc-outside-scope",
        "<url><loc>https://www.example.com/about</loc></url>",
        "<url><loc>https://www.example.com/shop/shoes</loc></url>",
    ),
    of(
        "lastmod-all-same",
        "<url><loc>https://www.example.com/0</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/1</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/2</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/3</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/4</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/5</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/6</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/7</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/8</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/9</loc><lastmod>2026-01-01</lastmod></url>",
        "<url><loc>https://www.example.com/0</loc><lastmod>2026-01-01</lastmod></url>\n<url><loc>https://www.example.com/1</loc><lastmod>2026-01-02</lastmod></url>\n<url><loc>https://www.example.com/2</loc><lastmod>2026-01-03</lastmod></url>\n<url><loc>https://www.example.com/3</loc><lastmod>2026-01-04</lastmod></url>\n<url><loc>https://www.example.com/4</loc><lastmod>2026-01-05</lastmod></url>\n<url><loc>https://www.example.com/5</loc><lastmod>2026-01-06</lastmod></url>\n<url><loc>https://www.example.com/6</loc><lastmod>2026-01-07</lastmod></url>\n<url><loc>https://www.example.com/7</loc><lastmod>2026-01-08</lastmod></url>\n<url><loc>https://www.example.com/8</loc><lastmod>2026-01-09</lastmod></url>\n<url><loc>https://www.example.com/9</loc><lastmod>2026-01-10</lastmod></url>",
    ),
    of(
        "changefreq-ignored",
        "<url><loc>https://www.example.com/</loc><changefreq>daily</changefreq></url>",
        "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    ),
    of(
        "priority-ignored",
        "<url><loc>https://www.example.com/</loc><priority>0.8</priority></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "extension-unknown",
        "<url xmlns:x=\"urn:x\"><loc>https://www.example.com/</loc><x:note/></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "extension-namespace-wrong",
        "<url xmlns:image=\"https://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc></url>",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    ),
    of(
        "feed-date-invalid",
        "<rss version=\"2.0\"><channel><title>News</title>\n<item><link>https://www.example.com/one</link><pubDate>2026-01-31</pubDate></item>\n</channel></rss>",
        "<rss version=\"2.0\"><channel><title>News</title>\n<item><link>https://www.example.com/one</link><pubDate>Sat, 31 Jan 2026 12:00:00 GMT</pubDate></item>\n</channel></rss>",
    ),
];
