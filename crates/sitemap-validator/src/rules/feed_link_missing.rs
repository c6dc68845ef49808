//! `feed-link-missing`: an entry of a feed has no link.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "feed-link-missing",
    severity: Severity::Error,
    summary: "An entry of a feed has no link.",
    reason: "Engines take the address from `link`; an entry without it lists no page.",
    source: "https://www.sitemaps.org/protocol.html#otherformats",
    remedy: "Add the link: `<link>URL</link>` in RSS, `<link href=\"URL\"/>` in Atom.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("the entry has no `link`")
}
