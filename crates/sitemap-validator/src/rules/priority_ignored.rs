//! `priority-ignored`: the sitemap says how much pages matter.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "priority-ignored",
    severity: Severity::Info,
    summary: "The sitemap says how much pages matter.",
    reason: "Google ignores `priority`.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Nothing has to be done; leaving it out makes the sitemap smaller.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("Google ignores `priority`")
}
