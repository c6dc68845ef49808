//! Holds what a crawl found: counts all, keeps some findings of each rule.

use std::collections::HashMap;

use sitemap_validator::rules::{Levels, Rule};
use sitemap_validator::{Report, Severity};

use crate::pages::Sample;
use crate::report::{ChildReport, FindingReport};

/// What a crawl found.
#[derive(Debug)]
pub(crate) struct Crawled {
    /// The sitemaps, in the order of the index.
    pub(crate) children: Vec<ChildReport>,
    /// Pages of all of them.
    pub(crate) urls: u64,
    /// Bytes of all of them, after decompression.
    pub(crate) bytes: u64,
    pub(crate) findings: Vec<FindingReport>,
    /// Findings that were counted but not kept.
    pub(crate) hidden: u64,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
    /// Pages to look at.
    pub(crate) sample: Sample,
    levels: Levels,
    kept: HashMap<&'static str, usize>,
    most_per_rule: usize,
}

impl Crawled {
    pub(super) fn new(levels: Levels, most_per_rule: usize, sample: Sample) -> Self {
        Self {
            children: Vec::new(),
            urls: 0,
            bytes: 0,
            findings: Vec::new(),
            hidden: 0,
            errors: 0,
            warnings: 0,
            sample,
            levels,
            kept: HashMap::new(),
            most_per_rule,
        }
    }

    /// The weight of the worst finding.
    pub(crate) const fn worst(&self) -> Option<Severity> {
        match (self.errors, self.warnings) {
            (0, 0) => None,
            (0, _) => Some(Severity::Warning),
            _ => Some(Severity::Error),
        }
    }

    pub(super) const fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Notes that `sitemap` violates `rule`.
    pub(super) fn violated(&mut self, rule: &'static Rule, sitemap: &str, message: String) {
        let Some(severity) = self.levels.severity(rule) else {
            return;
        };
        let finding = FindingReport::about_the_whole(rule.id, severity, message);
        self.add(finding.help(rule.remedy).within(sitemap));
    }

    pub(super) fn add(&mut self, finding: FindingReport) {
        self.count(finding.severity, 1);
        self.keep(finding);
    }

    /// Takes over what the validator found in `sitemap`.
    pub(super) fn add_report(&mut self, sitemap: &str, report: Report) {
        self.urls += report.urls;
        self.bytes += report.bytes;
        self.hidden += report.hidden();
        for counted in &report.counts {
            self.count(counted.severity, counted.count);
        }
        for finding in report.findings {
            self.keep(FindingReport::from(finding).within(sitemap));
        }
    }

    const fn count(&mut self, severity: Severity, amount: u64) {
        match severity {
            Severity::Error => self.errors += amount,
            Severity::Warning => self.warnings += amount,
            Severity::Info => {}
        }
    }

    fn keep(&mut self, finding: FindingReport) {
        let kept = self.kept.entry(finding.rule).or_default();
        if *kept == self.most_per_rule {
            self.hidden += 1;
            return;
        }
        *kept += 1;
        self.findings.push(finding);
    }
}
