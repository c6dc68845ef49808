//! Rules about the elements of the protocol and where they belong.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static ROOT_UNKNOWN: Rule = Rule {
    id: "root-unknown",
    severity: Severity::Fatal,
    summary: "The root element is not one that a sitemap has.",
    reason: "Engines recognize a sitemap by its root element: `urlset`, `sitemapindex`, `rss` or `feed`; Search Console reports any other as an unsupported format.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Use the root element `<urlset>` for pages or `<sitemapindex>` for sitemaps, in lower case.",
    example: Example {
        bad: "<pages xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</pages>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn root_unknown(name: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is not the root of a sitemap; its content was not checked",
        quote(name)
    ))
}

pub(crate) static ROOT_NESTED: Rule = Rule {
    id: "root-nested",
    severity: Severity::Error,
    summary: "A root element is nested inside the document.",
    reason: "Two files were joined or a template was applied twice; engines read the inner one as an unknown element and do not reach its entries.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Keep one root element around all entries.",
    example: Example {
        bad: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><urlset>\n<url><loc>https://www.example.com/</loc></url>\n</urlset></urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn root_nested(name: &[u8]) -> Draft {
    Draft::new(format!("{} is nested inside the root element", quote(name)))
}

pub(crate) static UNKNOWN: Rule = Rule {
    id: "element-unknown",
    severity: Severity::Warning,
    summary: "An element is not defined by the protocol.",
    reason: "Engines ignore unknown elements in the sitemap namespace; element names are in lower case.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Correct the name, or put the element in a namespace of its own.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><title>Home</title></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn unknown(name: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is not an element of the protocol; it was ignored",
        quote(name)
    ))
}

pub(crate) static UNEXPECTED: Rule = Rule {
    id: "element-unexpected",
    severity: Severity::Error,
    summary: "An element of the protocol is in the wrong place.",
    reason: "The schema permits each element in one place only; engines do not read it elsewhere, so a page or value that it names is lost.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Move the element: `url` belongs in `urlset`, `sitemap` in `sitemapindex`, and all others in one of these.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc></url><lastmod>2026-01-01</lastmod>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    },
};

pub(crate) fn unexpected(name: &[u8], parent: &[u8]) -> Draft {
    Draft::new(format!(
        "{} does not belong in {}",
        quote(name),
        quote(parent)
    ))
}

pub(crate) static DUPLICATE: Rule = Rule {
    id: "element-duplicate",
    severity: Severity::Warning,
    summary: "An element that may appear once is repeated.",
    reason: "The schema permits each of `loc`, `lastmod`, `changefreq` and `priority` once per entry and does not define which one counts, so engines ignore one of them.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Keep one of them; create a separate entry for each page.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod><lastmod>2025-01-01</lastmod></url>",
        good: "<url><loc>https://www.example.com/</loc><lastmod>2026-01-01</lastmod></url>",
    },
};

pub(crate) fn duplicate(name: &[u8]) -> Draft {
    Draft::new(format!(
        "{} is repeated in this entry; the first one counts here",
        quote(name)
    ))
}

pub(crate) static TEXT_UNEXPECTED: Rule = Rule {
    id: "text-unexpected",
    severity: Severity::Warning,
    summary: "There is text between the elements.",
    reason: "The schema permits only elements there; such text is the remainder of a broken tag or output that does not belong in the file. Engines ignore it.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Remove the text.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc></url> stray",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn text_unexpected(text: &[u8], parent: &[u8]) -> Draft {
    Draft::new(format!(
        "the text {} does not belong in {}",
        quote(text),
        quote(parent)
    ))
}
