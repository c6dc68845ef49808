//! Result of a command that does not report on single sitemaps.

use serde::Serialize;

use super::{
    AnalyticsReport, AuditReport, CheckReport, DeletionReport, FailureReport, HistoryReport,
    PageReport, RuleReport, SiteReport, VerificationReport,
};

/// Result of a command that does not report on single sitemaps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// Properties of the account.
    Sites(Vec<SiteReport>),
    /// Removed sitemap.
    Deleted(DeletionReport),
    /// Verifications of properties.
    Verifications(Vec<VerificationReport>),
    /// Inspected pages.
    Pages(Vec<PageReport>),
    /// Audits, one for each property.
    Audits(Vec<AuditReport>),
    /// Indexing of properties over time.
    History(Vec<HistoryReport>),
    /// Performance of a property in search results.
    Analytics(AnalyticsReport),
    /// Checks of everything that a submission needs.
    Checks(Vec<CheckReport>),
    /// Explained rules.
    Rules(Vec<RuleReport>),
}

impl Answer {
    /// Every failure of a part.
    pub(crate) fn failures(&self) -> Vec<&FailureReport> {
        match self {
            Self::Pages(pages) => pages
                .iter()
                .filter_map(|page| page.error.as_ref())
                .collect(),
            Self::Verifications(verified) => verified
                .iter()
                .filter_map(|one| one.error.as_ref())
                .collect(),
            Self::Audits(audits) => audits.iter().flat_map(AuditReport::failures).collect(),
            Self::Checks(checks) => checks
                .iter()
                .filter_map(|check| check.error.as_ref())
                .collect(),
            Self::Sites(_)
            | Self::Deleted(_)
            | Self::History(_)
            | Self::Analytics(_)
            | Self::Rules(_) => Vec::new(),
        }
    }
}
