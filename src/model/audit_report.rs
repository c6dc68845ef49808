//! Result of an audit of one property.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{FailureReport, Problem, ReasonCount, Totals};

/// End of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuditEnd {
    /// All pages have a recent result.
    Complete,
    /// The run's budget or the daily quota is used up; the next run continues.
    Budget,
    /// The deadline passed; the next run continues.
    Deadline,
    /// A signal ended it; the next run continues.
    Stopped,
    /// An error that concerns every page.
    Failed,
}

/// A sitemap that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct AuditedSitemap {
    /// Its address.
    pub(crate) url: String,
    /// Pages of the property that it lists.
    pub(crate) listed: u64,
    /// Of these, pages that were new.
    pub(crate) added: u64,
    /// Pages that it no longer lists.
    pub(crate) removed: u64,
    /// Pages of other sites in it, which were skipped.
    pub(crate) foreign: u64,
    /// Failure to read it.
    pub(crate) error: Option<FailureReport>,
}

/// State of the quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct QuotaReport {
    /// Inspections per day.
    pub(crate) per_day: u32,
    /// Inspections used today, as far as this store knows.
    pub(crate) spent: u32,
    /// Inspections left today.
    pub(crate) left: u32,
}

/// An audit of the pages of one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct AuditReport {
    /// The property.
    pub(crate) property: String,
    /// Reason why the audit ended.
    pub(crate) ended: AuditEnd,
    /// The sitemaps that list its pages.
    pub(crate) sitemaps: Vec<AuditedSitemap>,
    /// All pages by state, after this run.
    pub(crate) totals: Totals,
    /// Reasons for these states, the most frequent first.
    pub(crate) reasons: Vec<ReasonCount>,
    /// Pages in error, at most a hundred.
    pub(crate) errors: Vec<Problem>,
    /// Pages that were inspected in this run.
    pub(crate) inspected: u64,
    /// Pages that already had a recent result.
    pub(crate) fresh: u64,
    /// Pages that are due and were not inspected.
    pub(crate) remaining: u64,
    /// Pages whose inspection Google rejected, at most twenty.
    pub(crate) refused: Vec<FailureReport>,
    /// The quota.
    pub(crate) quota: QuotaReport,
    /// Start of the run.
    #[schemars(with = "String")]
    pub(crate) started_at: Timestamp,
    /// End of the run.
    #[schemars(with = "String")]
    pub(crate) ended_at: Timestamp,
    /// The failure.
    pub(crate) error: Option<FailureReport>,
}

impl AuditReport {
    /// All failures.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &FailureReport> {
        let of_sitemaps = self.sitemaps.iter().filter_map(|one| one.error.as_ref());
        self.error.iter().chain(of_sitemaps).chain(&self.refused)
    }
}
