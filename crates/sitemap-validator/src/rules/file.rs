//! Rules about the file as a whole: size, number of entries and format.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static EMPTY: Rule = Rule {
    id: "file-empty",
    severity: Severity::Fatal,
    summary: "The file contains nothing but white space.",
    reason: "An engine that fetches an empty file finds no root element and reports an error; usually the generator failed half way.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Generate the sitemap again, and check that the generator's output is complete before you publish it.",
    example: Example {
        bad: "",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn empty() -> Draft {
    Draft::new("the file is empty")
}

pub(crate) static TOO_LARGE: Rule = Rule {
    id: "file-too-large",
    severity: Severity::Fatal,
    summary: "The file is larger than the protocol permits.",
    reason: "The protocol permits 50 MB (52,428,800 bytes) per file, counted after decompression; Search Console rejects a larger file with a size error. The remainder was not checked.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Split the entries into several sitemaps and list them in a sitemap index.",
    example: Example {
        bad: "$ wc -c sitemap.xml\n52428801 sitemap.xml",
        good: "$ wc -c sitemap-1.xml sitemap-2.xml\n26214400 sitemap-1.xml\n26214401 sitemap-2.xml",
    },
};

pub(crate) fn too_large(limit: u64) -> Draft {
    Draft::new(format!(
        "the file is longer than {limit} bytes; the remainder was not checked"
    ))
}

pub(crate) fn too_large_compressed(limit: u64) -> Draft {
    Draft::new(format!(
        "the compressed data is longer than {limit} bytes; the remainder was not checked"
    ))
}

pub(crate) static TOO_MANY_URLS: Rule = Rule {
    id: "too-many-urls",
    severity: Severity::Fatal,
    summary: "The sitemap lists more URLs than the protocol permits.",
    reason: "The protocol permits 50,000 URLs per file; Search Console rejects a file with more as an error of the sitemap.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Split the URLs into several sitemaps and list them in a sitemap index.",
    example: Example {
        bad: "$ grep -c '<url>' sitemap.xml\n50001",
        good: "$ grep -c '<url>' sitemap-1.xml sitemap-2.xml\nsitemap-1.xml:25000\nsitemap-2.xml:25001",
    },
};

pub(crate) fn too_many_urls(limit: u64) -> Draft {
    Draft::new(format!(
        "this is the first URL beyond the {limit} that one sitemap may list"
    ))
}

pub(crate) static TOO_MANY_SITEMAPS: Rule = Rule {
    id: "too-many-sitemaps",
    severity: Severity::Fatal,
    summary: "The sitemap index lists more sitemaps than the protocol permits.",
    reason: "The protocol permits 50,000 sitemaps per index; Search Console rejects an index with more as an error.",
    source: "https://www.sitemaps.org/protocol.html#index",
    remedy: "Split the list into several indexes and submit each of them.",
    example: Example {
        bad: "$ grep -c '<sitemap>' index.xml\n50001",
        good: "$ grep -c '<sitemap>' index-1.xml index-2.xml\nindex-1.xml:25000\nindex-2.xml:25001",
    },
};

pub(crate) fn too_many_sitemaps(limit: u64) -> Draft {
    Draft::new(format!(
        "this is the first sitemap beyond the {limit} that one index may list"
    ))
}

pub(crate) static COMPRESSION_UNSUPPORTED: Rule = Rule {
    id: "compression-unsupported",
    severity: Severity::Fatal,
    summary: "The file is compressed in a format that engines do not read.",
    reason: "The protocol permits only gzip; engines cannot read other formats.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Compress the file with gzip, or do not compress it.",
    example: Example {
        bad: "$ zip sitemap.zip sitemap.xml",
        good: "$ gzip sitemap.xml",
    },
};

pub(crate) fn compression_unsupported(format: &str) -> Draft {
    Draft::new(format!("the file is {format}; the content was not checked"))
}

pub(crate) static NOT_A_SITEMAP: Rule = Rule {
    id: "not-a-sitemap",
    severity: Severity::Fatal,
    summary: "The content is neither XML nor a list of URLs.",
    reason: "Engines read XML sitemaps, RSS, Atom and plain lists of URLs; anything else is reported as an unknown format.",
    source: "https://www.sitemaps.org/protocol.html#otherformats",
    remedy: "Check that the URL serves the sitemap itself, not a message or another file.",
    example: Example {
        bad: "Service started.",
        good: "https://www.example.com/",
    },
};

pub(crate) fn not_a_sitemap() -> Draft {
    Draft::new("the file begins neither with XML nor with a URL; its content was not checked")
}

pub(crate) static HTML_NOT_SITEMAP: Rule = Rule {
    id: "html-not-sitemap",
    severity: Severity::Fatal,
    summary: "An HTML page is served instead of the sitemap.",
    reason: "A login page, an error page with status 200 or a viewer page cannot be read as a sitemap; Search Console reports that the sitemap is an HTML page.",
    source: "https://support.google.com/webmasters/answer/7451001",
    remedy: "Open the URL in a private window; serve the sitemap there without a login, a consent page or a redirect to the home page.",
    example: Example {
        bad: "<!doctype html>\n<title>Log in</title>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn html_not_sitemap() -> Draft {
    Draft::new("this is an HTML page; its content was not checked")
}

pub(crate) static CONTENT_BEFORE_XML: Rule = Rule {
    id: "content-before-xml",
    severity: Severity::Fatal,
    summary: "HTML or other text stands before the XML.",
    reason: "An XML reader must stop at the first character that is not XML, so engines cannot read the file. Usually a script printed a warning or a page header before the sitemap.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Correct what prints the text, usually a warning or error of PHP or of a plugin; send such messages to a log.",
    example: Example {
        bad: "<b>Warning</b>: undefined variable\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn content_before_xml(content: &[u8]) -> Draft {
    let content = content.trim_ascii();
    let kind = if content.starts_with(b"<") {
        "HTML"
    } else {
        "text"
    };
    Draft::new(format!("{kind} stands before the XML: {}", quote(content)))
}

pub(crate) static SITEMAP_EMPTY: Rule = Rule {
    id: "sitemap-empty",
    severity: Severity::Warning,
    summary: "The sitemap has no entries.",
    reason: "The schema requires at least one entry, and Search Console warns about an empty sitemap.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "List at least one page, or remove the sitemap.",
    example: Example {
        bad: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn sitemap_empty() -> Draft {
    Draft::new("there are no entries")
}

/// Rule `entries-dropped`.
pub static ENTRIES_DROPPED: Rule = Rule {
    id: "entries-dropped",
    severity: Severity::Fatal,
    summary: "Engines drop more than half of the entries.",
    reason: "Each of these entries has an error for which an engine drops it; if most have one, the generator is misconfigured, and the sitemap is of no use until it is repaired.",
    source: "https://support.google.com/webmasters/answer/7451001",
    remedy: "Repair the cause that the other findings name, usually the generator's base URL.",
    example: Example {
        bad: "<url><loc>/about</loc></url>\n<url><loc>/shoes</loc></url>",
        good: "<url><loc>https://www.example.com/about</loc></url>\n<url><loc>https://www.example.com/shoes</loc></url>",
    },
};

pub(crate) fn entries_dropped(dropped: u64, all: u64) -> Draft {
    Draft::new(format!(
        "{dropped} of {all} {} an error for which engines drop it",
        if all == 1 {
            "entry has"
        } else {
            "entries have"
        }
    ))
}
