//! Rules about listed pages.

use crate::rules::{Example, Rule};
use crate::severity::Severity;

/// Rule `page-status`.
pub static STATUS: Rule = Rule {
    id: "page-status",
    severity: Severity::Warning,
    summary: "A listed page returns an error.",
    reason: "A URL that cannot be fetched is not indexed, and engines trust the sitemap less. The other entries are not affected.",
    source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors",
    remedy: "Remove the URL from the sitemap, or repair the page.",
    example: Example {
        bad: "$ curl -I https://www.example.com/shoes\nHTTP/1.1 404 Not Found",
        good: "$ curl -I https://www.example.com/shoes\nHTTP/1.1 200 OK",
    },
};

/// Rule `page-file-missing`.
pub static FILE_MISSING: Rule = Rule {
    id: "page-file-missing",
    severity: Severity::Warning,
    summary: "A listed page has no file in the folder that will be deployed.",
    reason: "Most static hosts answer such a URL with 404, and a URL that cannot be fetched is not indexed. Pages that a server or a redirect provides have no file.",
    source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors",
    remedy: "Remove the URL from the sitemap, or build the page: `page.html` or `page/index.html` for `/page`, `page/index.html` for `/page/`.",
    example: Example {
        bad: "$ ls dist\nindex.html sitemap.xml\n\n<url><loc>https://www.example.com/shoes/</loc></url>",
        good: "$ ls dist dist/shoes\ndist: index.html shoes sitemap.xml\ndist/shoes: index.html\n\n<url><loc>https://www.example.com/shoes/</loc></url>",
    },
};

/// Rule `page-redirect`.
pub static REDIRECT: Rule = Rule {
    id: "page-redirect",
    severity: Severity::Warning,
    summary: "A listed page redirects.",
    reason: "A sitemap must list the URLs that search results should show; a URL that redirects is not one of them.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "List the target of the redirect.",
    example: Example {
        bad: "$ curl -I https://www.example.com/shoes\nHTTP/1.1 301 Moved Permanently\nLocation: /shop/shoes",
        good: "$ curl -I https://www.example.com/shop/shoes\nHTTP/1.1 200 OK",
    },
};

/// Rule `page-noindex`.
pub static NOINDEX: Rule = Rule {
    id: "page-noindex",
    severity: Severity::Warning,
    summary: "A listed page has `noindex`.",
    reason: "The sitemap requests indexing and the page forbids it; engines follow the page.",
    source: "https://developers.google.com/search/docs/crawling-indexing/block-indexing",
    remedy: "Remove the URL from the sitemap, or the `noindex` from the page.",
    example: Example {
        bad: "<meta name=\"robots\" content=\"noindex\">",
        good: "<meta name=\"robots\" content=\"index\">",
    },
};

/// Rule `page-blocked`.
pub static BLOCKED: Rule = Rule {
    id: "page-blocked",
    severity: Severity::Warning,
    summary: "A listed page is blocked by its host's robots.txt.",
    reason: "A blocked page cannot be read, so a `noindex` on it is never seen. Search Console warns about blocked URLs and reads on.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the URL in robots.txt, or remove it from the sitemap.",
    example: Example {
        bad: "User-agent: *\nDisallow: /shop/\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
        good: "User-agent: *\nDisallow: /shop/cart\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
    },
};
