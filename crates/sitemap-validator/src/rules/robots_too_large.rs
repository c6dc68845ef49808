//! `robots-too-large`: the robots.txt is larger than what is read of it.

use crate::draft::Draft;
use crate::robots::MAX_BYTES;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "robots-too-large",
    severity: Severity::Warning,
    summary: "The robots.txt is larger than what is read of it.",
    reason: "Google reads 500 KiB and ignores the rest, sitemaps and rules alike.",
    source: "https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#file-size",
    remedy: "Join rules by wildcards, or move content that is not to be crawled under a common path.",
};

pub(crate) fn draft() -> Draft {
    Draft::new(format!(
        "the file is larger than {} KiB; what follows is ignored",
        MAX_BYTES >> 10
    ))
}
