//! Describes one violation.

use std::fmt;

use crate::location::{Excerpt, Location};
use crate::rules::Rule;

/// How much a violation matters; the order is by weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing, nothing to repair.
    Info,
    /// The engine goes on, but without what was meant.
    Warning,
    /// The engine refuses the file, the entry or the value.
    Error,
}

impl Severity {
    /// The stable name: `error`, `warning` or `info`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One violation of one [`Rule`], at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was violated.
    pub rule: &'static Rule,
    /// The weight, as the rule states it.
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

/// The words of a finding, before it has a place.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Draft {
    /// A message whose help is the rule's remedy.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    /// Replaces the rule's remedy by advice for this very case.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
