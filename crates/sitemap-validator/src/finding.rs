//! A violation of a rule.

use crate::location::{Excerpt, Location};
use crate::rules::Rule;
use crate::severity::Severity;

/// A violation of a [`Rule`] at a location.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was violated.
    pub rule: &'static Rule,
    /// The rule's severity, unless [`crate::Options::levels`] overrides it.
    pub severity: Severity,
    /// Start of the finding; `None` if it concerns the whole file.
    pub location: Option<Location>,
    /// Description of the defect: a lowercase fragment without a full stop.
    pub message: String,
    /// Remedy.
    pub help: Option<String>,
    /// The source line around it.
    pub excerpt: Option<Excerpt>,
}
