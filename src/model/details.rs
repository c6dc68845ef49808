//! Holds what a run found out that is about no single sitemap; each part only where it was asked for.

use serde::Serialize;

use super::{
    AnalyticsReport, AuditReport, CheckReport, HeartbeatReport, HistoryReport, PageReport,
    RuleReport, SiteReport,
};
use crate::model::FailureReport;

/// The parts of a report beside the sitemaps.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Details {
    /// The properties that the account sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sites: Option<Vec<SiteReport>>,
    /// Pages that were inspected by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pages: Option<Vec<PageReport>>,
    /// Audits, one for each property.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) audits: Option<Vec<AuditReport>>,
    /// Where properties stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history: Option<Vec<HistoryReport>>,
    /// How a property did in search results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) analytics: Option<AnalyticsReport>,
    /// What an examination found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) checks: Option<Vec<CheckReport>>,
    /// Whether the dead man's switch was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heartbeat: Option<HeartbeatReport>,
    /// Rules, explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rules: Option<Vec<RuleReport>>,
    /// Why parts of what was asked could not be begun.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FailureReport>,
}
