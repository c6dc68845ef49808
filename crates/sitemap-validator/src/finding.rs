//! Describes one violation.

use crate::location::{Excerpt, Location};
use crate::rules::Rule;
use crate::severity::Severity;

/// One violation of one [`Rule`], at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was violated.
    pub rule: &'static Rule,
    /// The weight: the rule's, unless [`crate::Options::levels`] say otherwise.
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
