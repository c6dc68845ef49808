//! `robots-no-sitemap`: the robots.txt names no sitemap.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "robots-no-sitemap",
    severity: Severity::Info,
    summary: "The robots.txt names no sitemap.",
    reason: "A `Sitemap:` record is how crawlers find a sitemap that nobody submitted to them.",
    source: "https://www.sitemaps.org/protocol.html#submit_robots",
    remedy: "Add a line `Sitemap: https://www.example.com/sitemap.xml` for each sitemap or for the index.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("there is no `Sitemap:` record")
}
