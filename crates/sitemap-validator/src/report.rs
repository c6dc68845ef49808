//! Result of a validation.

use std::fmt;

use url::Url;

use crate::finding::Finding;
use crate::rules::Rule;
use crate::severity::Severity;

/// Detected type of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An XML sitemap.
    Urlset,
    /// A list of sitemaps.
    SitemapIndex,
    /// An RSS 2.0 feed.
    Rss,
    /// An Atom feed.
    Atom,
    /// One URL per line.
    Text,
    /// A robots.txt, known by its name.
    Robots,
}

impl Kind {
    /// The stable name: `urlset`, `sitemapindex`, `rss`, `atom`, `text` or `robots`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urlset => "urlset",
            Self::SitemapIndex => "sitemapindex",
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Text => "text",
            Self::Robots => "robots",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Number of violations of one rule, shown or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: &'static Rule,
    /// Severity of each violation in this run.
    pub severity: Severity,
    /// Its violations in the whole file; never zero.
    pub count: u64,
}

/// Result of a validation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Type of the file; `None` if it is not a sitemap.
    pub kind: Option<Kind>,
    /// Pages listed.
    pub urls: u64,
    /// Sitemaps listed; only an index and a robots.txt list them.
    pub sitemaps: u64,
    /// Bytes read after decompression.
    pub bytes: u64,
    /// True if the content was checked completely; if not, a finding contains the reason.
    pub complete: bool,
    /// Roots of other hosts than the sitemap's, at most 64. They may permit the sitemap to list
    /// their URLs: in their robots.txt
    /// (<https://www.sitemaps.org/protocol.html#sitemaps_cross_submits>), or by a common owner.
    pub foreign: Vec<Url>,
    /// Violations ordered by location, at most [`crate::Options::max_findings_per_rule`] of each rule.
    pub findings: Vec<Finding>,
    /// Number of violations of each rule, in the order of [`crate::rules::RULES`].
    pub counts: Vec<RuleCount>,
}

impl Report {
    /// The highest severity.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.counts.iter().map(|counted| counted.severity).max()
    }

    /// Number of violations of [`Severity::Error`] or worse, including those that are not in
    /// [`Report::findings`].
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.count(Severity::Error) + self.count(Severity::Fatal)
    }

    /// Number of violations of this severity, including those that are not in [`Report::findings`].
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        self.counts
            .iter()
            .filter(|counted| counted.severity == severity)
            .map(|counted| counted.count)
            .sum()
    }

    /// Number of violations of this rule, including those that are not in [`Report::findings`].
    #[must_use]
    pub fn count_of(&self, rule_id: &str) -> u64 {
        self.counts
            .iter()
            .find(|counted| counted.rule.id == rule_id)
            .map_or(0, |counted| counted.count)
    }

    /// Number of violations that are not in [`Report::findings`].
    #[must_use]
    pub fn hidden(&self) -> u64 {
        let all: u64 = self.counts.iter().map(|counted| counted.count).sum();
        all.saturating_sub(self.findings.len() as u64)
    }
}
