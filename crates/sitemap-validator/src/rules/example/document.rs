//! Examples for rules on the file as a whole: its bytes, its XML, its root.

use super::{Example, of};

pub(super) static EXAMPLES: &[Example] = &[
    of(
        "file-empty",
        "",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "file-too-large",
        "$ wc -c sitemap.xml\n52428801 sitemap.xml",
        "$ wc -c sitemap-1.xml sitemap-2.xml\n26214400 sitemap-1.xml\n26214401 sitemap-2.xml",
    ),
    of(
        "too-many-urls",
        "$ grep -c '<url>' sitemap.xml\n50001",
        "$ grep -c '<url>' sitemap-1.xml sitemap-2.xml\nsitemap-1.xml:25000\nsitemap-2.xml:25001",
    ),
    of(
        "too-many-sitemaps",
        "$ grep -c '<sitemap>' index.xml\n50001",
        "$ grep -c '<sitemap>' index-1.xml index-2.xml\nindex-1.xml:25000\nindex-2.xml:25001",
    ),
    of(
        "gzip-corrupt",
        "$ gzip -t sitemap.xml.gz\ngzip: sitemap.xml.gz: invalid compressed data--crc error",
        "$ gzip -t sitemap.xml.gz",
    ),
    of(
        "gzip-truncated",
        "$ gzip -t sitemap.xml.gz\ngzip: sitemap.xml.gz: unexpected end of file",
        "$ gzip -t sitemap.xml.gz",
    ),
    of(
        "gzip-trailing-data",
        "$ echo '<!-- built by x -->' >> sitemap.xml.gz",
        "$ echo '<!-- built by x -->' >> sitemap.xml && gzip sitemap.xml",
    ),
    of(
        "gzip-nested",
        "$ gzip < sitemap.xml | gzip | gzip > sitemap.xml.gz",
        "$ gzip < sitemap.xml > sitemap.xml.gz",
    ),
    of(
        "gzip-extension-mismatch",
        "$ cp sitemap.xml sitemap.xml.gz",
        "$ gzip --keep sitemap.xml",
    ),
    of(
        "encoding-not-utf8",
        "$ iconv -t ISO-8859-1 < sitemap.xml > served.xml",
        "$ iconv -t UTF-8 < sitemap.xml > served.xml",
    ),
    of(
        "not-a-sitemap",
        "Service started.",
        "https://www.example.com/",
    ),
    of(
        "html-not-sitemap",
        "<!doctype html>\n<title>Log in</title>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "xml-malformed",
        "<url><loc>https://www.example.com/</url></loc>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "xml-truncated",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "xml-decl-not-first",
        "\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "xml-invalid-char",
        "<url><loc>https://www.example.com/&#0;</loc></url>",
        "<url><loc>https://www.example.com/</loc></url>",
    ),
    of(
        "doctype-present",
        "<!DOCTYPE urlset [<!ENTITY a \"b\">]>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "token-too-long",
        "$ awk '{ if (length > 65536) print FILENAME \":\" FNR }' sitemap.txt\nsitemap.txt:7",
        "$ awk '{ if (length > 65536) print FILENAME \":\" FNR }' sitemap.txt",
    ),
    of(
        "nesting-too-deep",
        "$ xmllint --xpath 'count(//*[count(ancestor::*) > 63])' sitemap.xml\n12",
        "$ xmllint --xpath 'count(//*[count(ancestor::*) > 63])' sitemap.xml\n0",
    ),
    of(
        "too-many-attributes",
        "$ xmllint --xpath 'count(//*[count(@*) > 64])' sitemap.xml\n1",
        "$ xmllint --xpath 'count(//*[count(@*) > 64])' sitemap.xml\n0",
    ),
    of(
        "root-unknown",
        "<pages xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</pages>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "root-nested",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><urlset>\n<url><loc>https://www.example.com/</loc></url>\n</urlset></urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "namespace-missing",
        "<urlset>\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "namespace-wrong",
        "<urlset xmlns=\"https://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "namespace-legacy",
        "<urlset xmlns=\"http://www.google.com/schemas/sitemap/0.84\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "sitemap-empty",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n</urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "loc-too-long",
        "$ awk 'length >= 2048 { print FNR }' sitemap.txt\n3",
        "$ awk 'length >= 2048 { print FNR }' sitemap.txt",
    ),
    of(
        "robots-sitemap-not-absolute",
        "Sitemap: /sitemap.xml",
        "Sitemap: https://www.example.com/sitemap.xml",
    ),
    of(
        "robots-no-sitemap",
        "User-agent: *\nDisallow: /private/",
        "User-agent: *\nDisallow: /private/\n\nSitemap: https://www.example.com/sitemap.xml",
    ),
    of(
        "robots-duplicate",
        "Sitemap: https://www.example.com/sitemap.xml\nSitemap: https://www.example.com/sitemap.xml",
        "Sitemap: https://www.example.com/sitemap.xml\nSitemap: https://www.example.com/news.xml",
    ),
    of(
        "robots-blocks-sitemap",
        "User-agent: *\nDisallow: /sitemaps/\n\nSitemap: https://www.example.com/sitemaps/all.xml",
        "User-agent: *\nDisallow: /sitemaps/\nAllow: /sitemaps/all.xml\n\nSitemap: https://www.example.com/sitemaps/all.xml",
    ),
    of(
        "robots-too-large",
        "$ wc -c robots.txt\n512001 robots.txt",
        "$ wc -c robots.txt\n1204 robots.txt",
    ),
    of(
        "bom-present",
        "\u{feff}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    ),
    of(
        "compression-unsupported",
        "$ zip sitemap.zip sitemap.xml",
        "$ gzip sitemap.xml",
    ),
];
