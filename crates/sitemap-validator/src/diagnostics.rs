//! Collects violations: counts all, keeps some of each rule.

use std::ops::Range;

use crate::draft::Draft;
use crate::finding::Finding;
use crate::report::RuleCount;
use crate::rules::{RULES, Rule};
use crate::window::{Place, Window};

/// The violations so far.
#[derive(Debug)]
pub(crate) struct Diagnostics {
    counts: Vec<u64>,
    findings: Vec<Finding>,
    kept_per_rule: usize,
}

impl Diagnostics {
    pub(crate) fn new(kept_per_rule: usize) -> Self {
        Self {
            counts: vec![0; RULES.len()],
            findings: Vec::new(),
            kept_per_rule,
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
            severity: rule.severity,
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
            .filter(|(_, count)| *count > 0)
            .map(|(rule, count)| RuleCount { rule, count })
            .collect();
        (self.findings, counts)
    }
}
