//! `not-a-sitemap`: the content is neither XML nor a list of URLs.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "not-a-sitemap",
    severity: Severity::Error,
    summary: "The content is neither XML nor a list of URLs.",
    reason: "Engines read XML sitemaps, RSS, Atom and plain lists of URLs; anything else is reported as an unknown format.",
    source: "https://www.sitemaps.org/protocol.html#otherformats",
    remedy: "Check that the URL serves the sitemap itself, and not a message or another file.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the file begins neither with XML nor with a URL; its content was not checked")
}
