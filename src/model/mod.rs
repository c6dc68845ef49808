//! Values that a run processes and reports: URLs, findings, reports, failures, exit codes.
//!
//! The lowest layer of the command. It does no I/O and imports no other module of `src/`; every
//! other layer may import it.

mod abbreviation;
mod analytics_report;
mod answer;
mod audit_report;
mod change;
mod check_report;
mod child_report;
mod deletion_report;
mod engine_report;
mod exit_code;
mod fail_on;
mod failure_report;
mod finding_report;
mod heartbeat_report;
mod history_report;
mod index_state;
mod input;
mod page_report;
mod point;
mod reason;
mod remedy;
mod rule_report;
mod run_report;
mod search_query;
mod site_report;
mod sitemap_report;
mod source;
mod tally;
mod totals;
mod verification_report;

pub(crate) mod access;
pub(crate) mod address;
pub(crate) mod google_api;
pub(crate) mod links;
pub mod percent;
pub(crate) mod quantity;

pub use exit_code::{ExitCode, Rerun};

pub(crate) use abbreviation::abbreviated;
pub(crate) use analytics_report::{AnalyticsReport, AnalyticsRow};
pub(crate) use answer::Answer;
pub(crate) use audit_report::{AuditEnd, AuditReport, AuditedSitemap, QuotaReport};
pub(crate) use change::Change;
pub(crate) use check_report::{CheckOutcome, CheckReport};
pub(crate) use child_report::ChildReport;
pub(crate) use deletion_report::DeletionReport;
pub(crate) use engine_report::{EngineOutcome, EngineReport};
pub(crate) use fail_on::FailOn;
pub(crate) use failure_report::{Failure, FailureReport, one_line};
pub(crate) use finding_report::FindingReport;
pub(crate) use heartbeat_report::HeartbeatReport;
pub(crate) use history_report::{HistoryReport, PastSubmission, Share};
pub(crate) use index_state::IndexState;
pub(crate) use input::{Input, InputError};
pub(crate) use page_report::PageReport;
pub(crate) use point::Point;
pub(crate) use reason::Reason;
pub(crate) use remedy::{Action, Remedy, RemedyPart, RunOption};
pub(crate) use rule_report::RuleReport;
pub(crate) use run_report::{RunOutcome, RunReport, Task};
pub(crate) use search_query::{AggregationName, DimensionName, SearchTypeName, filter};
pub(crate) use site_report::SiteReport;
pub(crate) use sitemap_report::{SitemapOutcome, SitemapReport};
pub(crate) use source::Source;
pub(crate) use tally::Tally;
pub(crate) use totals::{Problem, ReasonCount, Totals};
pub(crate) use verification_report::VerificationReport;
