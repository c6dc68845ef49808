//! A validation rule.

use crate::severity::Severity;

/// Requirement of a rule, its reason, and how to comply.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// Default severity of its violations.
    pub severity: Severity,
    /// Description of a violation in one sentence.
    pub summary: &'static str,
    /// Reason for the rule.
    pub reason: &'static str,
    /// URL of the page that defines it.
    pub source: &'static str,
    /// Remedy for a violation.
    pub remedy: &'static str,
    /// An example of a violation and its correction.
    pub example: Example,
}

/// A violation of a rule and its correction, for `explain` and the documentation.
///
/// An example is the relevant part of a document. An entry represents a sitemap that lists it; for
/// binary content, it is a shell command that produces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Example {
    /// Violates the rule.
    pub bad: &'static str,
    /// Complies with it.
    pub good: &'static str,
}
