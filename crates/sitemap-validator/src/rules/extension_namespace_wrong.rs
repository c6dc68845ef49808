//! `extension-namespace-wrong`: the name of an extension is misspelt.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "extension-namespace-wrong",
    severity: Severity::Warning,
    summary: "The name of an extension is misspelt.",
    reason: "A namespace is compared letter by letter, so Google takes the elements in it for those of an extension that it does not know.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps",
    remedy: "Write the name exactly as the extension defines it.",
};

pub(crate) fn draft(found: &[u8], wanted: &str) -> Draft {
    Draft::new(format!(
        "the namespace {} is none of Google's",
        quote(found)
    ))
    .help(format!("Write `{wanted}`."))
}
