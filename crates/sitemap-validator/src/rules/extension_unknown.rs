//! `extension-unknown`: an element belongs to an extension that is not known here.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "extension-unknown",
    severity: Severity::Info,
    summary: "An element belongs to an extension that is not known here.",
    reason: "Engines skip extensions that they do not know, and so does this check.",
    source: "https://www.sitemaps.org/protocol.html#extending",
    remedy: "Nothing has to be done, if it is meant for another reader.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!(
        "the extension of {} is not known here, and not checked",
        quote(name)
    ))
}
