//! Rules about listed pages.

use crate::rules::{Example, Rule};
use crate::severity::Severity;

/// Rule `page-status`.
pub static STATUS: Rule = Rule {
    id: "page-status",
    severity: Severity::Error,
    summary: "A listed page answers with an error.",
    reason: "A URL that cannot be had is not indexed, and makes engines trust the sitemap less.",
    source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors",
    remedy: "Take the URL off the sitemap, or repair the page.",
    example: Example {
        bad: "$ curl -I https://www.example.com/shoes\nHTTP/1.1 404 Not Found",
        good: "$ curl -I https://www.example.com/shoes\nHTTP/1.1 200 OK",
    },
};

/// Rule `page-redirect`.
pub static REDIRECT: Rule = Rule {
    id: "page-redirect",
    severity: Severity::Warning,
    summary: "A listed page redirects.",
    reason: "A sitemap is to list the addresses that are to be shown in search results; a redirect says that this one is not.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "List the address that the redirect leads to.",
    example: Example {
        bad: "$ curl -I https://www.example.com/shoes\nHTTP/1.1 301 Moved Permanently\nLocation: /shop/shoes",
        good: "$ curl -I https://www.example.com/shop/shoes\nHTTP/1.1 200 OK",
    },
};

/// Rule `page-noindex`.
pub static NOINDEX: Rule = Rule {
    id: "page-noindex",
    severity: Severity::Error,
    summary: "A listed page asks not to be indexed.",
    reason: "The sitemap asks to index what the page forbids to.",
    source: "https://developers.google.com/search/docs/crawling-indexing/block-indexing",
    remedy: "Take the URL off the sitemap, or the `noindex` off the page.",
    example: Example {
        bad: "<meta name=\"robots\" content=\"noindex\">",
        good: "<meta name=\"robots\" content=\"index\">",
    },
};

/// Rule `page-blocked`.
pub static BLOCKED: Rule = Rule {
    id: "page-blocked",
    severity: Severity::Error,
    summary: "A listed page may not be fetched, after its host's robots.txt.",
    reason: "What may not be crawled cannot be read, and a `noindex` on it is never seen.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the address in robots.txt, or take it off the sitemap.",
    example: Example {
        bad: "User-agent: *\nDisallow: /shop/\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
        good: "User-agent: *\nDisallow: /shop/cart\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
    },
};
