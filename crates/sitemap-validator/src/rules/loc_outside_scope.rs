//! `loc-outside-scope`: an address lies outside of the sitemap's folder.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "loc-outside-scope",
    severity: Severity::Warning,
    summary: "An address lies outside of the sitemap's folder.",
    reason: "Without robots.txt or Search Console a sitemap speaks only for its own folder and those below. After a redirect that is the folder of the address that was asked for, since that is the one that engines were given.",
    source: "https://www.sitemaps.org/protocol.html#location",
    remedy: "Move the sitemap up to the root, name it in robots.txt, or submit it in Search Console.",
};

pub(crate) fn draft(folder: &str) -> Draft {
    Draft::new(format!(
        "the address lies outside of the sitemap's folder `{folder}`"
    ))
}
