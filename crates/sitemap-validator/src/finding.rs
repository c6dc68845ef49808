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
    /// Where it begins; `None` when it concerns the file as a whole.
    pub location: Option<Location>,
    /// What is wrong here: a lowercase fragment without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The source line around it.
    pub excerpt: Option<Excerpt>,
}
