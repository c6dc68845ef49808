//! Collects violations: counts all, keeps some of each rule.

use std::ops::Range;

use crate::draft::Draft;
use crate::finding::Finding;
use crate::options::Options;
use crate::report::RuleCount;
use crate::rules::{RULES, Rule};
use crate::severity::Severity;
use crate::window::{Place, Window};

/// The violations so far.
#[derive(Debug)]
pub(crate) struct Diagnostics {
    counts: Vec<u64>,
    /// The weight of each rule in this run; nothing where it is passed over.
    severities: Vec<Option<Severity>>,
    findings: Vec<Finding>,
    kept_per_rule: usize,
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
        }
    }

    /// A violation at a range that is in memory.
    pub(crate) fn at(
        &mut self,
        rule: &'static Rule,
        window: &Window,
        range: Range<u64>,
        draft: impl FnOnce() -> Draft,
    ) {
        self.add(rule, || Some(window.place(range)), draft);
    }

    /// A violation at a place that takes time to determine, or that was determined before.
    pub(crate) fn at_place(
        &mut self,
        rule: &'static Rule,
        place: impl FnOnce() -> Option<Place>,
        draft: impl FnOnce() -> Draft,
    ) {
        self.add(rule, place, draft);
    }

    /// A violation by the file as a whole.
    pub(crate) fn of_file(&mut self, rule: &'static Rule, draft: impl FnOnce() -> Draft) {
        self.add(rule, || None, draft);
    }

    /// The place and the words are only made for violations that are kept.
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
        if self.counts[index] > self.kept_per_rule as u64 {
            return;
        }
        let draft = draft();
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

    /// The kept findings by place, those of the whole file first, and the counts.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<RuleCount>) {
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
