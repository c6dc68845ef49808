//! Describes one rule.

use crate::severity::Severity;

/// What one rule demands, why, and how to comply.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, in kebab-case.
    pub id: &'static str,
    /// The weight of its violations.
    pub severity: Severity,
    /// What a violation is, in one sentence.
    pub summary: &'static str,
    /// Why it matters.
    pub reason: &'static str,
    /// The page that the rule follows, as URL.
    pub source: &'static str,
    /// What to do about a violation.
    pub remedy: &'static str,
}
