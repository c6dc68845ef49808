//! Describes one rule.

use crate::severity::Severity;

/// Requirement of a rule, its reason, and how to comply.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// The weight of its violations.
    pub severity: Severity,
    /// Description of a violation in one sentence.
    pub summary: &'static str,
    /// Reason for the rule.
    pub reason: &'static str,
    /// The page that the rule follows, as URL.
    pub source: &'static str,
    /// Remedy for a violation.
    pub remedy: &'static str,
    /// A violation, and the same corrected.
    pub example: Example,
}

/// A violation of a rule and its correction, for `explain` and the documentation.
///
/// An example is the relevant part of a document. An entry stands for a sitemap that lists it;
/// where bytes matter more than text, it is the shell command that produces them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Example {
    /// Violates the rule.
    pub bad: &'static str,
    /// Complies with it.
    pub good: &'static str,
}
