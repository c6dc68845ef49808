//! Severities of violations.

use std::fmt;

/// Severity of a violation, in increasing order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing, nothing to repair.
    Info,
    /// The engine ignores a value, or the value is a likely mistake.
    Warning,
    /// The engine drops the entry.
    Error,
    /// The engine cannot read the file, or rejects it.
    Fatal,
}

impl Severity {
    /// All severities, the most severe first.
    pub const ALL: [Self; 4] = [Self::Fatal, Self::Error, Self::Warning, Self::Info];

    /// The stable name: `fatal`, `error`, `warning` or `info`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }

    /// The effect of a violation, as a sentence without a full stop.
    #[must_use]
    pub const fn effect(self) -> &'static str {
        match self {
            Self::Info => "Advice; nothing needs repair",
            Self::Warning => "Engines ignore the value, or it is a likely mistake",
            Self::Error => "Engines drop the entry",
            Self::Fatal => "Engines cannot read the file, or refuse it",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
