//! Counts all findings, and keeps a limited number per rule, as the validator does for one
//! document.

use std::collections::HashMap;

use sitemap_validator::rules::{self, Levels, Rule};
use sitemap_validator::{Options, Report, Severity};

use super::FindingReport;

/// Findings of more than one document.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) findings: Vec<FindingReport>,
    /// Findings that were counted but not kept.
    pub(crate) hidden: u64,
    /// Fatal findings, which are among the errors.
    fatal: u64,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
    /// True if a rule with level `deny` is violated.
    pub(crate) is_denied: bool,
    levels: Levels,
    kept: HashMap<&'static str, usize>,
    most_per_rule: usize,
}

impl Tally {
    /// An empty tally with the severities and limits of `options`.
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            findings: Vec::new(),
            hidden: 0,
            fatal: 0,
            errors: 0,
            warnings: 0,
            is_denied: false,
            levels: options.levels.clone(),
            kept: HashMap::new(),
            most_per_rule: options.max_findings_per_rule,
        }
    }

    /// Severity of the worst finding.
    pub(crate) const fn worst(&self) -> Option<Severity> {
        match (self.fatal, self.errors, self.warnings) {
            (0, 0, 0) => None,
            (0, 0, _) => Some(Severity::Warning),
            (0, ..) => Some(Severity::Error),
            _ => Some(Severity::Fatal),
        }
    }

    pub(crate) const fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Adds a violation of `rule`, by `sitemap` if it is one that the document lists. The message is
    /// only made for findings that are kept.
    pub(crate) fn violated(
        &mut self,
        rule: &'static Rule,
        sitemap: Option<&str>,
        message: impl FnOnce() -> String,
    ) {
        let Some(mut severity) = self.levels.severity(rule) else {
            return;
        };
        if sitemap.is_some() {
            severity = of_listed(severity);
        }
        self.count(severity, 1);
        self.is_denied |= self.levels.denies(rule);
        if self.has_room(rule.id) {
            let finding = FindingReport::about_the_whole(rule.id, severity, message());
            let finding = finding.help(rule.remedy);
            self.findings.push(match sitemap {
                Some(sitemap) => finding.within(sitemap),
                None => finding,
            });
        }
    }

    /// Counts a finding whose severity is already set.
    pub(crate) fn add(&mut self, finding: FindingReport) {
        self.count(finding.severity, 1);
        self.is_denied |= rules::find(finding.rule).is_some_and(|rule| self.levels.denies(rule));
        if self.has_room(finding.rule) {
            self.findings.push(finding);
        }
    }

    /// Adds the findings of the validator in `sitemap`, which the document lists.
    pub(crate) fn add_report(&mut self, sitemap: &str, report: Report) {
        self.hidden += report.hidden();
        for counted in &report.counts {
            self.count(of_listed(counted.severity), counted.count);
            self.is_denied |= self.levels.denies(counted.rule);
        }
        for finding in report.findings {
            if self.has_room(finding.rule.id) {
                let mut finding = FindingReport::from(finding).within(sitemap);
                finding.severity = of_listed(finding.severity);
                self.findings.push(finding);
            }
        }
    }

    const fn count(&mut self, severity: Severity, amount: u64) {
        match severity {
            Severity::Fatal => {
                self.fatal += amount;
                self.errors += amount;
            }
            Severity::Error => self.errors += amount,
            Severity::Warning => self.warnings += amount,
            Severity::Info => {}
        }
    }

    /// True if one more finding of `rule` is kept; otherwise it is counted as hidden.
    fn has_room(&mut self, rule: &'static str) -> bool {
        let kept = self.kept.entry(rule).or_default();
        let has_room = *kept < self.most_per_rule;
        if has_room {
            *kept += 1;
        } else {
            self.hidden += 1;
        }
        has_room
    }
}

/// Severity of a violation in one of the listed sitemaps: an engine that rejects that one still
/// reads the others.
fn of_listed(severity: Severity) -> Severity {
    severity.min(Severity::Error)
}
