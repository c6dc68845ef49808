//! Rules about the sitemaps of an index.

use crate::rules::{Example, Rule};
use crate::severity::Severity;

/// Rule `index-in-index`.
pub static IN_INDEX: Rule = Rule {
    id: "index-in-index",
    severity: Severity::Error,
    summary: "An index lists another index.",
    reason: "An index lists sitemaps; engines do not follow an index from an index.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "List the sitemaps themselves, or submit both indexes.",
    example: Example {
        bad: "<sitemap><loc>https://www.example.com/other-index.xml</loc></sitemap>",
        good: "<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    },
};

/// Rule `index-child-cross-host`.
pub static CHILD_CROSS_HOST: Rule = Rule {
    id: "index-child-cross-host",
    severity: Severity::Error,
    summary: "An index lists a sitemap on another host that does not permit it.",
    reason: "Engines accept a sitemap on another host only if that host's robots.txt names it, or if both hosts are verified by the same owner.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "Serve the sitemap on the host of the index, or name it in the robots.txt of its own host.",
    example: Example {
        bad: "<sitemap><loc>https://cdn.example.net/shop.xml</loc></sitemap>",
        good: "<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    },
};

/// Rule `index-child-scope`.
pub static CHILD_SCOPE: Rule = Rule {
    id: "index-child-scope",
    severity: Severity::Warning,
    summary: "An index lists a sitemap outside of its own directory.",
    reason: "The sitemaps of an index must be in the same directory as the index or below it.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "Move the index up, for example to the root of the site.",
    example: Example {
        bad: "$ curl https://www.example.com/sitemaps/index.xml\n<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
        good: "$ curl https://www.example.com/index.xml\n<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    },
};

/// Rule `index-child-unreadable`.
pub static CHILD_UNREADABLE: Rule = Rule {
    id: "index-child-unreadable",
    severity: Severity::Error,
    summary: "A sitemap listed in an index could not be fetched.",
    reason: "Engines do not discover the URLs of a sitemap that they cannot fetch.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps",
    remedy: "Serve the sitemap, or remove it from the index.",
    example: Example {
        bad: "$ curl -I https://www.example.com/shop.xml\nHTTP/1.1 404 Not Found",
        good: "$ curl -I https://www.example.com/shop.xml\nHTTP/1.1 200 OK",
    },
};

/// Rule `index-child-address`.
pub static CHILD_ADDRESS: Rule = Rule {
    id: "index-child-address",
    severity: Severity::Error,
    summary: "A link leads to an address that is not public.",
    reason: "A public site that links to a private network, to the local machine or to a cloud's metadata service is misconfigured or an attack; nothing is fetched from such an address.",
    source: "https://owasp.org/www-community/attacks/Server_Side_Request_Forgery",
    remedy: "Serve the sitemap at a public address.",
    example: Example {
        bad: "<sitemap><loc>http://169.254.169.254/latest/meta-data/</loc></sitemap>",
        good: "<sitemap><loc>https://www.example.com/shop.xml</loc></sitemap>",
    },
};

/// Rule `index-url-repeated`.
pub static URL_REPEATED: Rule = Rule {
    id: "index-url-repeated",
    severity: Severity::Warning,
    summary: "A URL is listed by two sitemaps of an index.",
    reason: "The duplicate uses up the limit and may contradict the first entry. URLs are compared by 64-bit hashes.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "List each URL in one sitemap.",
    example: Example {
        bad: "$ grep -h '<loc>' shop.xml news.xml\n<loc>https://www.example.com/shoes</loc>\n<loc>https://www.example.com/shoes</loc>",
        good: "$ grep -h '<loc>' shop.xml news.xml\n<loc>https://www.example.com/shoes</loc>\n<loc>https://www.example.com/opening</loc>",
    },
};

/// Rule `crawl-limit`.
pub static CRAWL_LIMIT: Rule = Rule {
    id: "crawl-limit",
    severity: Severity::Error,
    summary: "The crawl stopped at one of its limits.",
    reason: "Sitemaps that were not checked may contain errors. The finding names the limit.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Increase `--deadline` if the time ran out; otherwise validate the remaining sitemaps separately, as the finding describes.",
    example: Example {
        bad: "$ sitemap-submit validate --crawl --deadline 1s https://www.example.com/index.xml",
        good: "$ sitemap-submit validate --crawl --deadline 30m https://www.example.com/index.xml",
    },
};
