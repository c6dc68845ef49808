//! Tells what a run did: one model, several ways to write it. The only place that prints.
//!
//! [`RunReport`] is filled by the commands; a renderer turns it into text for standard output and
//! standard error without printing; [`print`] writes that once, at the end.

mod analytics_report;
mod audit_report;
mod check_report;
mod child_report;
mod copies;
mod csv;
mod details;
mod engine_report;
mod finding_report;
mod github;
mod history_report;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod page_report;
mod print;
mod quantity;
mod rule_report;
mod run_report;
mod sarif;
mod sitemap_report;

pub(crate) use analytics_report::{AnalyticsReport, AnalyticsRow};
pub(crate) use audit_report::{AuditEnd, AuditReport, AuditedSitemap, QuotaReport};
pub(crate) use check_report::{CheckOutcome, CheckReport};
pub(crate) use child_report::ChildReport;
pub(crate) use copies::Copies;
pub(crate) use details::Details;
pub(crate) use engine_report::{EngineOutcome, EngineReport};
pub(crate) use finding_report::FindingReport;
pub(crate) use history_report::{HistoryReport, PastSubmission, Share};
pub(crate) use page_report::PageReport;
pub(crate) use print::{
    Destination, print, print_address, print_answer, print_error, print_mask, print_text,
};
pub(crate) use rule_report::RuleReport;
pub(crate) use run_report::{RunReport, SiteReport, Task};
pub(crate) use sitemap_report::{SitemapOutcome, SitemapReport};

/// `report` as Markdown.
pub(crate) fn as_markdown(report: &RunReport) -> String {
    markdown::render(report).stdout
}

/// A report in words, by the stream that it goes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rendered {
    stdout: String,
    stderr: String,
}
