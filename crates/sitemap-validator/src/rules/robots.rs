//! Rules about robots.txt.

use crate::draft::Draft;
use crate::quote::quote;
use crate::robots::MAX_BYTES;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static SITEMAP_NOT_ABSOLUTE: Rule = Rule {
    id: "robots-sitemap-not-absolute",
    severity: Severity::Error,
    summary: "A `Sitemap:` record does not contain a full URL.",
    reason: "Crawlers use the value as written; a value without a host or with a scheme other than http and https does not identify a sitemap.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#sitemap",
    remedy: "Write the full URL, with `https://` and the host.",
    example: Example {
        bad: "Sitemap: /sitemap.xml",
        good: "Sitemap: https://www.example.com/sitemap.xml",
    },
};

pub(crate) fn sitemap_not_absolute(value: &str) -> Draft {
    Draft::new(format!("{} is not a full URL", quote(value.as_bytes())))
}

pub(crate) static NO_SITEMAP: Rule = Rule {
    id: "robots-no-sitemap",
    severity: Severity::Info,
    summary: "The robots.txt names no sitemap.",
    reason: "Crawlers find sitemaps that were not submitted to them by the `Sitemap:` record.",
    source: "https://www.sitemaps.org/protocol.html#submit_robots",
    remedy: "Add a line `Sitemap: https://www.example.com/sitemap.xml` for each sitemap or for the index.",
    example: Example {
        bad: "User-agent: *\nDisallow: /private/",
        good: "User-agent: *\nDisallow: /private/\n\nSitemap: https://www.example.com/sitemap.xml",
    },
};

pub(crate) fn no_sitemap() -> Draft {
    Draft::new("there is no `Sitemap:` record")
}

pub(crate) static DUPLICATE: Rule = Rule {
    id: "robots-duplicate",
    severity: Severity::Info,
    summary: "A sitemap is named twice.",
    reason: "The second record has no effect; often one of the two should be another URL.",
    source: "https://www.sitemaps.org/protocol.html#submit_robots",
    remedy: "Name each sitemap once.",
    example: Example {
        bad: "Sitemap: https://www.example.com/sitemap.xml\nSitemap: https://www.example.com/sitemap.xml",
        good: "Sitemap: https://www.example.com/sitemap.xml\nSitemap: https://www.example.com/news.xml",
    },
};

pub(crate) fn duplicate(value: &str) -> Draft {
    Draft::new(format!(
        "the sitemap {} is already named above",
        quote(value.as_bytes())
    ))
}

/// Rule `robots-blocks-sitemap`.
pub static BLOCKS_SITEMAP: Rule = Rule {
    id: "robots-blocks-sitemap",
    severity: Severity::Fatal,
    summary: "The robots.txt blocks a sitemap that it names.",
    reason: "A crawler does not fetch a blocked sitemap; Search Console then reports that it could not be fetched.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the URL of the sitemap for every crawler.",
    example: Example {
        bad: "User-agent: *\nDisallow: /sitemaps/\n\nSitemap: https://www.example.com/sitemaps/all.xml",
        good: "User-agent: *\nDisallow: /sitemaps/\nAllow: /sitemaps/all.xml\n\nSitemap: https://www.example.com/sitemaps/all.xml",
    },
};

pub(crate) fn blocks_sitemap(sitemap: &str, agent: &str) -> Draft {
    Draft::new(format!(
        "{} is blocked for {agent} by the rules of this file",
        quote(sitemap.as_bytes())
    ))
}

pub(crate) static TOO_LARGE: Rule = Rule {
    id: "robots-too-large",
    severity: Severity::Warning,
    summary: "The robots.txt is larger than the part that Google reads.",
    reason: "Google reads 500 KiB and ignores the remainder, sitemaps and rules alike.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#file-size",
    remedy: "Combine rules with wildcards, or move content that must not be crawled under a common path.",
    example: Example {
        bad: "$ wc -c robots.txt\n512001 robots.txt",
        good: "$ wc -c robots.txt\n1204 robots.txt",
    },
};

pub(crate) fn too_large() -> Draft {
    Draft::new(format!(
        "the file is larger than {} KiB; the remainder is ignored",
        MAX_BYTES >> 10
    ))
}

/// Rule `robots-blocks-url`.
pub static BLOCKS_URL: Rule = Rule {
    id: "robots-blocks-url",
    severity: Severity::Warning,
    summary: "A host's robots.txt blocks a URL that a sitemap lists.",
    reason: "A blocked page cannot be read; Search Console warns about blocked URLs and reads on.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#disallow",
    remedy: "Allow the URL in robots.txt, or remove it from the sitemap.",
    example: Example {
        bad: "User-agent: *\nDisallow: /shop/\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
        good: "User-agent: *\nDisallow: /shop/cart\n\n<url><loc>https://www.example.com/shop/shoes</loc></url>",
    },
};
