//! Collects violations: counts all of them, and keeps a limited number per rule.

use std::ops::Range;

use crate::draft::Draft;
use crate::finding::Finding;
use crate::options::Options;
use crate::report::RuleCount;
use crate::rules::loc::OUTSIDE_SCOPE;
use crate::rules::{RULES, Rule};
use crate::severity::Severity;
use crate::window::{Place, Window};

/// The violations so far.
#[derive(Debug)]
pub(crate) struct Diagnostics {
    counts: Vec<u64>,
    /// Severity of each rule in this run; `None` for ignored rules.
    severities: Vec<Option<Severity>>,
    findings: Vec<Finding>,
    kept_per_rule: usize,
    /// Violations for which an engine drops the entry.
    dropping: u64,
    /// Findings of advice, by their place among the findings, and how often each was given.
    repeated: Vec<(usize, u64)>,
}

impl Diagnostics {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            counts: vec![0; RULES.len()],
            severities: RULES
                .iter()
                .map(|rule| options.levels.severity(rule))
                .collect(),
            findings: Vec::new(),
            kept_per_rule: options.max_findings_per_rule,
            dropping: 0,
            repeated: Vec::new(),
        }
    }

    /// Adds a violation at a range that is in memory.
    pub(crate) fn at(
        &mut self,
        rule: &'static Rule,
        window: &Window,
        range: Range<u64>,
        draft: impl FnOnce() -> Draft,
    ) {
        self.add(rule, || Some(window.place(range)), draft);
    }

    /// Adds a violation at a place that is expensive to determine, or was determined before.
    pub(crate) fn at_place(
        &mut self,
        rule: &'static Rule,
        place: impl FnOnce() -> Option<Place>,
        draft: impl FnOnce() -> Draft,
    ) {
        self.add(rule, place, draft);
    }

    /// Number of violations for which an engine drops the entry.
    pub(crate) const fn dropping(&self) -> u64 {
        self.dropping
    }

    /// Counts an entry that an engine drops for a violation of `rule`, which is reported later.
    pub(crate) fn drops_entry(&mut self, rule: &'static Rule) {
        let index = RULES.iter().position(|known| std::ptr::eq(*known, rule));
        let severity = index.and_then(|index| self.severities[index]);
        self.note_dropping(rule, severity);
    }

    fn note_dropping(&mut self, rule: &Rule, severity: Option<Severity>) {
        if rule.severity == Severity::Error && severity >= Some(Severity::Error) {
            self.dropping += 1;
        }
    }

    /// Adds a violation of the whole file.
    pub(crate) fn of_file(&mut self, rule: &'static Rule, draft: impl FnOnce() -> Draft) {
        self.add(rule, || None, draft);
    }

    /// Calls `place` and `draft` only for violations that are kept.
    fn add(
        &mut self,
        rule: &'static Rule,
        place: impl FnOnce() -> Option<Place>,
        draft: impl FnOnce() -> Draft,
    ) {
        let Some(index) = RULES.iter().position(|known| std::ptr::eq(*known, rule)) else {
            debug_assert!(false, "{} is not listed", rule.id);
            return;
        };
        let Some(severity) = self.severities[index] else {
            return;
        };
        self.counts[index] += 1;
        self.note_dropping(rule, Some(severity));
        if rule.severity == Severity::Info || std::ptr::eq(rule, &OUTSIDE_SCOPE) {
            // A finding that applies to every entry is reported once.
            self.counts[index] -= 1;
            self.add_once(index, severity, place, draft());
            return;
        }
        if self.counts[index] > self.kept_per_rule as u64 {
            return;
        }
        self.keep(index, severity, place, draft());
    }

    /// Adds a finding, or counts it with the one of the same rule and message.
    fn add_once(
        &mut self,
        index: usize,
        severity: Severity,
        place: impl FnOnce() -> Option<Place>,
        draft: Draft,
    ) {
        let rule = RULES[index];
        let same = |(finding, _): &&mut (usize, u64)| {
            let finding = &self.findings[*finding];
            std::ptr::eq(finding.rule, rule) && finding.message == draft.message
        };
        if let Some((_, times)) = self.repeated.iter_mut().find(same) {
            *times += 1;
        } else if self.counts[index] < self.kept_per_rule as u64 {
            self.counts[index] += 1;
            self.repeated.push((self.findings.len(), 1));
            self.keep(index, severity, place, draft);
        }
    }

    fn keep(
        &mut self,
        index: usize,
        severity: Severity,
        place: impl FnOnce() -> Option<Place>,
        draft: Draft,
    ) {
        let rule = RULES[index];
        let (location, excerpt) = place().map_or((None, None), |place| {
            (Some(place.location), Some(place.excerpt))
        });
        self.findings.push(Finding {
            rule,
            severity,
            location,
            message: draft.message,
            help: Some(draft.help.unwrap_or_else(|| rule.remedy.to_owned())),
            excerpt,
        });
    }

    /// Returns the findings ordered by location (those of the whole file first), and the counts.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<RuleCount>) {
        for (index, times) in self.repeated {
            if times > 1 {
                let message = &mut self.findings[index].message;
                *message = format!("{message} ({times} times in this file)");
            }
        }
        self.findings
            .sort_by_key(|finding| finding.location.map(|at| at.byte_offset));
        let counts = RULES
            .iter()
            .zip(self.counts)
            .zip(self.severities)
            .filter(|((_, count), _)| *count > 0)
            .map(|((rule, count), severity)| RuleCount {
                rule,
                severity: severity.unwrap_or(rule.severity),
                count,
            })
            .collect();
        (self.findings, counts)
    }
}
