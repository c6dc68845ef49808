//! `changefreq-ignored`: the sitemap says how often pages change.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "changefreq-ignored",
    severity: Severity::Info,
    summary: "The sitemap says how often pages change.",
    reason: "Google ignores `changefreq`; an accurate `lastmod` is what it uses.",
    source: "https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap",
    remedy: "Nothing has to be done; leaving it out makes the sitemap smaller.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("Google ignores `changefreq`")
}
