//! `image-deprecated-tag`: an element of the image extension has no effect any more.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "image-deprecated-tag",
    severity: Severity::Info,
    summary: "An element of the image extension has no effect any more.",
    reason: "Google has ignored it since August 2022.",
    source: "https://developers.google.com/search/blog/2022/05/spring-cleaning-sitemap-extensions",
    remedy: "Leave it out.",
};

pub(crate) fn draft(name: &[u8]) -> Draft {
    Draft::new(format!("Google ignores {}", quote(name)))
}
