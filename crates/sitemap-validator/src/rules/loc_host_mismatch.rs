//! `loc-host-mismatch`: an address is on another host than the sitemap.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-host-mismatch",
    severity: Severity::Error,
    summary: "An address is on another host than the sitemap.",
    reason: "All addresses of a sitemap must be on the sitemap's own host; engines drop the others unless the other host's robots.txt names this sitemap, which is known where the site or its robots.txt is given. Where a sitemap is redirected to another host, both are its own.",
    source: "https://www.sitemaps.org/protocol.html#location",
    remedy: "Put the address in a sitemap on its own host, or name this sitemap in that host's robots.txt.",
};

pub(crate) fn draft(found: &[u8], expected: &str) -> Draft {
    Draft::new(format!(
        "the address is on {}, but the sitemap is on `{expected}`",
        quote(found)
    ))
}
