//! Rules about XML syntax and the limits of the reader.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static MALFORMED: Rule = Rule {
    id: "xml-malformed",
    severity: Severity::Fatal,
    summary: "The XML is not well-formed.",
    reason: "An XML reader must stop at a fatal error; Search Console reports that it could not parse the sitemap.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Write the sitemap with an XML library instead of concatenating strings.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</url></loc>",
        good: "<url><loc>https://www.example.com/</loc></url>",
    },
};

pub(crate) fn malformed(message: impl Into<String>) -> Draft {
    Draft::new(message)
}

/// Message for an error after which everything up to the next entry (if any) was skipped.
pub(crate) fn malformed_fatal(message: &str, skipped: Option<u64>) -> Draft {
    let skipped = describe_skipped(skipped);
    Draft::new(format!("{message}; {skipped}"))
}

/// Describes the part that was not checked.
pub(crate) fn describe_skipped(bytes: Option<u64>) -> String {
    match bytes {
        Some(1) => "1 byte up to the next entry was skipped".to_owned(),
        Some(bytes) => format!("{bytes} bytes up to the next entry were skipped"),
        None => "the rest of the file was not checked".to_owned(),
    }
}

pub(crate) fn malformed_mismatched(expected: &[u8], found: &[u8]) -> Draft {
    let (expected, found) = (quote(expected), quote(found));
    Draft::new(format!(
        "the end tag is for {found}, but {expected} is open"
    ))
    .help(format!("Close {expected} first."))
}

pub(crate) fn malformed_unmatched(found: &[u8]) -> Draft {
    Draft::new(format!("the end tag for {} closes nothing", quote(found)))
}

pub(crate) static TRUNCATED: Rule = Rule {
    id: "xml-truncated",
    severity: Severity::Fatal,
    summary: "The file ends inside a tag or while elements are open.",
    reason: "The end of the file is missing, so entries may be missing as well; an XML reader must report a fatal error.",
    source: "https://www.w3.org/TR/xml/#sec-well-formed",
    remedy: "Publish the file atomically: write it under another name, then rename it.",
    example: Example {
        bad: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn truncated(open: &[u8]) -> Draft {
    Draft::new(format!("the file ends while {} is open", quote(open)))
}

pub(crate) fn truncated_inside(what: &str) -> Draft {
    Draft::new(format!("the file ends inside this {what}"))
}

pub(crate) fn truncated_no_root() -> Draft {
    Draft::new("the file ends before its first element")
}

pub(crate) static DECL_NOT_FIRST: Rule = Rule {
    id: "xml-decl-not-first",
    severity: Severity::Error,
    summary: "The XML declaration is not at the beginning of the file.",
    reason: "`<?xml` is permitted only as the very first bytes, and XML readers reject it elsewhere. It is not fatal, because Google documents that it reads a file that has white space there.",
    source: "https://www.w3.org/TR/xml/#sec-prolog-dtd",
    remedy: "Remove everything before it; often this is a blank line or a warning printed by a script.",
    example: Example {
        bad: "\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn decl_not_first() -> Draft {
    Draft::new("the XML declaration is not at the very beginning of the file")
}

pub(crate) static ENTITY_UNESCAPED: Rule = Rule {
    id: "entity-unescaped",
    severity: Severity::Error,
    summary: "An ampersand is not escaped.",
    reason: "`&` begins a reference in XML; on its own it makes the value unreadable, and a strict reader stops there. It is not fatal, because tolerant readers lose only this entry.",
    source: "https://www.sitemaps.org/faq.html",
    remedy: "Write `&amp;` instead of `&`.",
    example: Example {
        bad: "<url><loc>https://www.example.com/?a=1&b=2</loc></url>",
        good: "<url><loc>https://www.example.com/?a=1&amp;b=2</loc></url>",
    },
};

pub(crate) fn entity_unescaped() -> Draft {
    Draft::new("an ampersand is not escaped")
}

pub(crate) static ENTITY_UNDECLARED: Rule = Rule {
    id: "entity-undeclared",
    severity: Severity::Error,
    summary: "An entity is not defined in XML.",
    reason: "XML defines `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;`; HTML entities are undeclared in a sitemap. It is not fatal, because tolerant readers lose only this entry.",
    source: "https://www.w3.org/TR/xml/#sec-references",
    remedy: "Write the character itself in UTF-8; percent-encode it in a URL.",
    example: Example {
        bad: "<url><loc>https://www.example.com/caf&eacute;</loc></url>",
        good: "<url><loc>https://www.example.com/caf%C3%A9</loc></url>",
    },
};

pub(crate) fn entity_undeclared(name: &[u8]) -> Draft {
    Draft::new(format!("the entity {} is not declared", quote(name)))
}

pub(crate) static DOCTYPE_PRESENT: Rule = Rule {
    id: "doctype-present",
    severity: Severity::Warning,
    summary: "The file has a document type declaration.",
    reason: "Sitemaps do not need one, and entities declared in it can be used to attack readers; this reader neither expands them nor fetches external ones. No source documents that engines reject the file.",
    source: "https://www.w3.org/TR/xml/#sec-prolog-dtd",
    remedy: "Remove the `<!DOCTYPE …>`.",
    example: Example {
        bad: "<!DOCTYPE urlset [<!ENTITY a \"b\">]>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
        good: "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://www.example.com/</loc></url>\n</urlset>",
    },
};

pub(crate) fn doctype_present() -> Draft {
    Draft::new("the document type declaration was ignored")
}

pub(crate) static TOKEN_TOO_LONG: Rule = Rule {
    id: "token-too-long",
    severity: Severity::Error,
    summary: "A tag, comment or value is too long to read.",
    reason: "No part of a sitemap needs this length, and the part was not checked; the limit bounds memory.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Look for a missing quote, `>` or end tag shortly after this place.",
    example: Example {
        bad: "$ awk '{ if (length > 65536) print FILENAME \":\" FNR }' sitemap.txt\nsitemap.txt:7",
        good: "$ awk '{ if (length > 65536) print FILENAME \":\" FNR }' sitemap.txt",
    },
};

pub(crate) fn token_too_long_value(limit: usize) -> Draft {
    Draft::new(format!(
        "this value is longer than {limit} bytes; it was not checked"
    ))
}

/// Message for an error after which everything up to the next entry (if any) was skipped.
pub(crate) fn token_too_long_markup(limit: usize, skipped: Option<u64>) -> Draft {
    let skipped = describe_skipped(skipped);
    Draft::new(format!(
        "this tag or comment is longer than {limit} bytes; {skipped}"
    ))
}

pub(crate) fn token_too_long_line(limit: usize) -> Draft {
    Draft::new(format!(
        "this line is longer than {limit} bytes; it was not checked"
    ))
}

pub(crate) static NESTING_TOO_DEEP: Rule = Rule {
    id: "nesting-too-deep",
    severity: Severity::Error,
    summary: "Elements are nested too deeply.",
    reason: "A sitemap with all extensions nests only a few elements; the limit bounds memory.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Look for elements that are never closed.",
    example: Example {
        bad: "$ xmllint --xpath 'count(//*[count(ancestor::*) > 63])' sitemap.xml\n12",
        good: "$ xmllint --xpath 'count(//*[count(ancestor::*) > 63])' sitemap.xml\n0",
    },
};

pub(crate) fn nesting_too_deep(limit: usize) -> Draft {
    Draft::new(format!(
        "more than {limit} elements are open; the rest of the file was not checked"
    ))
}

pub(crate) static TOO_MANY_ATTRIBUTES: Rule = Rule {
    id: "too-many-attributes",
    severity: Severity::Warning,
    summary: "An element has too many attributes.",
    reason: "Sitemap elements have only a few attributes; the limit bounds the time of the check, and no engine documents it.",
    source: "https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd",
    remedy: "Remove the attributes.",
    example: Example {
        bad: "$ xmllint --xpath 'count(//*[count(@*) > 64])' sitemap.xml\n1",
        good: "$ xmllint --xpath 'count(//*[count(@*) > 64])' sitemap.xml\n0",
    },
};

pub(crate) fn too_many_attributes(limit: usize) -> Draft {
    Draft::new(format!(
        "the element has more than {limit} attributes; those beyond were ignored"
    ))
}

pub(crate) fn too_many_attributes_namespaces(limit: usize) -> Draft {
    Draft::new(format!(
        "more than {limit} namespaces are declared; those beyond were ignored"
    ))
}
