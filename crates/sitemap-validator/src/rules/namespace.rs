//! Rules about XML namespaces and unknown extensions.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static MISSING: Rule = Rule {
    id: "namespace-missing",
    severity: Severity::Fatal,
    summary: "The root element has no namespace.",
    reason: "The protocol requires the namespace on the root element; without it the elements have no meaning to an XML reader, and Search Console reports an incorrect namespace.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Add `xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"` to the root element.",
    example: Example {
        bad: "<urlset>\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn missing(name: &[u8]) -> Draft {
    Draft::new(format!("{} is in no namespace", quote(name)))
}

pub(crate) static WRONG: Rule = Rule {
    id: "namespace-wrong",
    severity: Severity::Fatal,
    summary: "The root element is in another namespace than the protocol's.",
    reason: "The namespace is compared byte by byte: `https`, a missing `www` or a trailing slash make it a different one. Search Console reports an incorrect namespace.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Write `xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"`, with `http`.",
    example: Example {
        bad: "<urlset xmlns=\"https://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn wrong(namespace: &[u8]) -> Draft {
    Draft::new(format!(
        "the namespace {} is not the one of sitemaps",
        quote(namespace)
    ))
}

pub(crate) static LEGACY: Rule = Rule {
    id: "namespace-legacy",
    severity: Severity::Warning,
    summary: "The root element is in a namespace that predates sitemaps.org.",
    reason: "Google's own namespaces 0.84 and 0.9 predate the common protocol; engines do not promise to read them.",
    source: "https://www.sitemaps.org/protocol.html#xmlTagDefinitions",
    remedy: "Write `xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"`.",
    example: Example {
        bad: "<urlset xmlns=\"http://www.google.com/schemas/sitemap/0.84\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn legacy(namespace: &[u8]) -> Draft {
    Draft::new(format!(
        "the namespace {} was replaced by the one of sitemaps.org",
        quote(namespace)
    ))
}

pub(crate) static PREFIX_UNDECLARED: Rule = Rule {
    id: "namespace-prefix-undeclared",
    severity: Severity::Error,
    summary: "A prefix is not declared with `xmlns`.",
    reason: "A namespace-aware XML reader reports an error at the element, and its information about the page is lost; the usual cause is an image or news extension without its `xmlns`.",
    source: "https://www.w3.org/TR/xml-names/#nsc-NSDeclared",
    remedy: "Declare the prefix on the root element, for example `xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"`.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc><image:image/></url>",
        good: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    },
};

pub(crate) fn prefix_undeclared(prefix: &[u8]) -> Draft {
    Draft::new(format!("the prefix {} is not declared", quote(prefix)))
}

pub(crate) static EXTENSION_UNKNOWN: Rule = Rule {
    id: "extension-unknown",
    severity: Severity::Info,
    summary: "An element belongs to an unknown extension.",
    reason: "Engines skip unknown extensions, and so does this check.",
    source: "https://www.sitemaps.org/protocol.html#extending",
    remedy: "No action is needed if the extension is intended for another reader.",
    example: Example {
        bad: "<url xmlns:x=\"urn:x\"><loc>https://www.example.com/</loc><x:note/></url>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn extension_unknown(name: &[u8]) -> Draft {
    Draft::new(format!(
        "the extension of {} is unknown and was not checked",
        quote(name)
    ))
}

pub(crate) static EXTENSION_NAMESPACE_WRONG: Rule = Rule {
    id: "extension-namespace-wrong",
    severity: Severity::Warning,
    summary: "The namespace of an extension is misspelled.",
    reason: "Namespaces are compared character by character, so Google treats the elements as those of an unknown extension.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Write the namespace exactly as the extension defines it.",
    example: Example {
        bad: "<url xmlns:image=\"https://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc></url>",
        good: "<url xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"><loc>https://www.example.com/</loc>\n<image:image><image:loc>https://www.example.com/a.png</image:loc></image:image></url>",
    },
};

pub(crate) fn extension_namespace_wrong(found: &[u8], wanted: &str) -> Draft {
    Draft::new(format!(
        "the namespace {} is not one of Google's",
        quote(found)
    ))
    .help(format!("Write `{wanted}`."))
}
