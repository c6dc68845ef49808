//! Minimum severity that counts as failure.

use sitemap_validator::Severity;

/// Minimum severity that counts as failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// Only findings that prevent engines from reading the file.
    Fatal,
    /// Errors and worse.
    Error,
    /// Warnings and worse.
    Warning,
    /// Nothing: findings are only reported.
    Never,
}

impl FailOn {
    /// Default of a validation, on the command line and for agents.
    pub(crate) const OF_VALIDATION: Self = Self::Error;

    /// Default of a submission, on the command line, for agents, and in `doctor`.
    pub(crate) const OF_SUBMISSION: Self = Self::Fatal;

    /// True if findings up to `worst` are accepted.
    pub(crate) fn tolerates(self, worst: Option<Severity>) -> bool {
        let least = match self {
            Self::Never => return true,
            Self::Fatal => Severity::Fatal,
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
        };
        worst.is_none_or(|worst| worst < least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_inclusive() {
        let passes = |fail_on: FailOn, worst| fail_on.tolerates(worst);
        assert!(passes(FailOn::Fatal, Some(Severity::Error)));
        assert!(!passes(FailOn::Fatal, Some(Severity::Fatal)));
        assert!(passes(FailOn::Error, Some(Severity::Warning)));
        assert!(!passes(FailOn::Error, Some(Severity::Error)));
        assert!(passes(FailOn::Warning, Some(Severity::Info)));
        assert!(!passes(FailOn::Warning, Some(Severity::Warning)));
        assert!(passes(FailOn::Never, Some(Severity::Fatal)));
        assert!(passes(FailOn::Warning, None));
    }
}
