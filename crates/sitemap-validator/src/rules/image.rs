//! Rules about the image extension.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::loc::{ENCODE_SPACE, has_space};
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static LOC_MISSING: Rule = Rule {
    id: "image-loc-missing",
    severity: Severity::Warning,
    summary: "An image has no URL.",
    reason: "The URL is the only element of an image that Google reads; without it the image is ignored, but not the page.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Give each `image:image` an `image:loc`.",
    example: Example {
        bad: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image></image:image></url>",
        good: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    },
};

/// Message for a missing or empty element.
pub(crate) fn loc_missing(is_there: bool) -> Draft {
    Draft::new(if is_there {
        "`image:loc` is empty"
    } else {
        "`image:loc` is missing"
    })
}

pub(crate) static LOC_INVALID: Rule = Rule {
    id: "image-loc-invalid",
    severity: Severity::Warning,
    summary: "The URL of an image is not a full URL.",
    reason: "Google cannot fetch the image; the page is still listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Write the full URL, with `https://` and the host.",
    example: Example {
        bad: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>/a.png</image:loc></image:image></url>",
        good: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    },
};

pub(crate) fn loc_invalid(value: &[u8]) -> Draft {
    if has_space(value) {
        return Draft::new(format!("the image URL {} contains a space", quote(value)))
            .help(ENCODE_SPACE);
    }
    Draft::new(format!(
        "the image address {} is not a full URL",
        quote(value)
    ))
}

pub(crate) static TOO_MANY: Rule = Rule {
    id: "image-too-many",
    severity: Severity::Warning,
    summary: "A page lists too many images.",
    reason: "Google permits at most 1,000 images per page; the page is still listed.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "List only the most important images.",
    example: Example {
        bad: "$ grep -c '<image:image>' sitemap.xml\n1001",
        good: "$ grep -c '<image:image>' sitemap.xml\n1000",
    },
};

/// Maximum number of images per page.
///
/// <https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps>
pub(crate) const TOO_MANY_LIMIT: u32 = 1000;

pub(crate) fn too_many() -> Draft {
    Draft::new(format!("this page lists more than {TOO_MANY_LIMIT} images"))
}

pub(crate) static CROSS_DOMAIN: Rule = Rule {
    id: "image-cross-domain",
    severity: Severity::Info,
    summary: "Images are on another host than the sitemap.",
    reason: "Google accepts them if both hosts are verified in Search Console.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Also verify the other host in Search Console.",
    example: Example {
        bad: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://cdn.example.net/a.png</image:loc></image:image></url>",
        good: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    },
};

pub(crate) fn cross_domain(host: &[u8]) -> Draft {
    Draft::new(format!(
        "this image, and possibly others, are on {}",
        quote(host)
    ))
}

pub(crate) static DEPRECATED_TAG: Rule = Rule {
    id: "image-deprecated-tag",
    severity: Severity::Info,
    summary: "An element of the image extension no longer has an effect.",
    reason: "Google has ignored it since August 2022.",
    source: "https://developers.google.com/search/blog/2022/05/spring-cleaning-sitemap-extensions",
    remedy: "Remove it.",
    example: Example {
        bad: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc><image:caption>A cat</image:caption></image:image></url>",
        good: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    },
};

pub(crate) fn deprecated_tag(name: &[u8]) -> Draft {
    Draft::new(format!("Google ignores {}", quote(name)))
}
