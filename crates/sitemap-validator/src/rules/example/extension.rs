//! Examples for rules on images, videos, news and translations.

use super::{Example, of};

pub(super) static EXAMPLES: &[Example] = &[
    of(
        "image-loc-missing",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image></image:image></url>",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    ),
    of(
        "image-loc-invalid",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>/a.png</image:loc></image:image></url>",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    ),
    of(
        "image-too-many",
        "$ grep -c '<image:image>' sitemap.xml\n1001",
        "$ grep -c '<image:image>' sitemap.xml\n1000",
    ),
    of(
        "image-cross-domain",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://cdn.example.net/a.png</image:loc></image:image></url>",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    ),
    of(
        "image-deprecated-tag",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc><image:caption>A cat</image:caption></image:image></url>",
        "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    ),
    of(
        "video-missing-thumbnail",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "video-missing-title",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "video-missing-description",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "video-missing-content-or-player",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "video-content-equals-loc",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/</video:content_loc>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "video-url-invalid",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "video-description-too-long",
        "$ wc -m < description.txt\n2049",
        "$ wc -m < description.txt\n2048",
    ),
    of(
        "video-duration-range",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:duration>0</video:duration>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:duration>90</video:duration>\n</video:video></url>",
    ),
    of(
        "video-rating-range",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:rating>9.5</video:rating>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:rating>4.5</video:rating>\n</video:video></url>",
    ),
    of(
        "video-date-invalid",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:publication_date>yesterday</video:publication_date>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:publication_date>2026-01-31</video:publication_date>\n</video:video></url>",
    ),
    of(
        "video-too-many-tags",
        "$ grep -c '<video:tag>' video.xml\n33",
        "$ grep -c '<video:tag>' video.xml\n32",
    ),
    of(
        "video-deprecated-tag",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n<video:category>Cooking</video:category>\n</video:video></url>",
        "<url xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\"><loc>https://www.example.com/</loc>\n<video:video>\n<video:thumbnail_loc>https://www.example.com/a.png</video:thumbnail_loc>\n<video:title>One</video:title>\n<video:description>First</video:description>\n<video:content_loc>https://www.example.com/a.mp4</video:content_loc>\n</video:video></url>",
    ),
    of(
        "news-missing-publication",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-missing-name",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-missing-language",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-missing-date",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-missing-title",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-too-many",
        "$ grep -c '<news:news>' sitemap.xml\n1001",
        "$ grep -c '<news:news>' sitemap.xml\n1000",
    ),
    of(
        "news-multiple-per-url",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-stale",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-01</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-language-invalid",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>english</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-date-invalid",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>31 May 2026</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "news-deprecated-tag",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n<news:keywords>one, two</news:keywords>\n</news:news></url>",
        "<url xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><loc>https://www.example.com/</loc>\n<news:news>\n<news:publication><news:name>Times</news:name><news:language>en</news:language></news:publication>\n<news:publication_date>2026-05-31</news:publication_date>\n<news:title>One</news:title>\n</news:news></url>",
    ),
    of(
        "hreflang-invalid",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"en-UK\" href=\"https://www.example.com/de\"/>\n</url>",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"en-GB\" href=\"https://www.example.com/de\"/>\n</url>",
    ),
    of(
        "hreflang-href-relative",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"/de\"/>\n</url>",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
    ),
    of(
        "hreflang-duplicate",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/de\"/>\n</url>",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
    ),
    of(
        "hreflang-missing-self",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
        "<url xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"><loc>https://www.example.com/</loc>\n<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://www.example.com/\"/>\n<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.example.com/de\"/>\n</url>",
    ),
    of(
        "hreflang-too-many",
        "$ grep -c hreflang= page.xml\n251",
        "$ grep -c hreflang= page.xml\n250",
    ),
];
