//! Examples for rules that take more than one document.

use super::{Example, of};

pub(super) static EXAMPLES: &[Example] = &[
    of(
        "robots-blocks-url",
        "User-agent: *\nDisallow: /shop/\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
        "User-agent: *\nDisallow: /shop/cart\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
    ),
    of(
        "index-in-index",
        "<sitemap><loc>https://www.example.com/other-index.xml</loc></sitemap>",
        "<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    ),
    of(
        "index-child-cross-host",
        "<sitemap><loc>https://cdn.example.net/shop.xml</loc></sitemap>",
        "<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    ),
    of(
        "index-child-scope",
        "$ curl https://www.example.com/sitemaps/index.xml\n<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
        "$ curl https://www.example.com/index.xml\n<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    ),
    of(
        "index-child-unreadable",
        "$ curl -I https://www.example.com/shop.xml\nHTTP/1.1 404 Not Found",
        "$ curl -I https://www.example.com/shop.xml\nHTTP/1.1 200 OK",
    ),
    of(
        "index-child-address",
        "<sitemap><loc>http://169.254.169.254/latest/meta-data/</loc></sitemap>",
        "<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    ),
    of(
        "index-url-repeated",
        "$ grep -h '<loc>' shop.xml news.xml\n<loc>https://www.example.com/shoes</loc>\n<loc>https://www.example.com/shoes</loc>",
        "$ grep -h '<loc>' shop.xml news.xml\n<loc>https://www.example.com/shoes</loc>\n<loc>https://www.example.com/opening</loc>",
    ),
    of(
        "crawl-limit",
        "$ sitemap-submit validate --crawl --deadline 1s https://www.example.com/index.xml",
        "$ sitemap-submit validate --crawl --deadline 30m https://www.example.com/index.xml",
    ),
    of(
        "page-status",
        "$ curl -I https://www.example.com/shoes\nHTTP/1.1 404 Not Found",
        "$ curl -I https://www.example.com/shoes\nHTTP/1.1 200 OK",
    ),
    of(
        "page-redirect",
        "$ curl -I https://www.example.com/shoes\nHTTP/1.1 301 Moved Permanently\nLocation: /shop/shoes",
        "$ curl -I https://www.example.com/shop/shoes\nHTTP/1.1 200 OK",
    ),
    of(
        "page-noindex",
        "<meta name=\"robots\" content=\"noindex\">",
        "<meta name=\"robots\" content=\"index\">",
    ),
    of(
        "page-blocked",
        "User-agent: *\nDisallow: /shop/\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
        "User-agent: *\nDisallow: /shop/cart\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
    ),
    of(
        "hreflang-no-return",
        "<url><loc>https://www.example.com/en/</loc><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/en/\"/><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/></url>\n<url><loc>https://www.example.com/de/</loc><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/></url>",
        "<url><loc>https://www.example.com/en/</loc><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/en/\"/><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/></url>\n<url><loc>https://www.example.com/de/</loc><xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de/\"/><xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/en/\"/></url>",
    ),
];
