//! Tells what a run did: one model, several ways to write it. The only place that prints.
//!
//! [`RunReport`] is filled by the commands; a renderer turns it into text for standard output and
//! standard error without printing; [`print`] writes that once, at the end.

mod copies;
mod engine_report;
mod finding_report;
mod github;
mod human;
mod json;
mod markdown;
mod print;
mod quantity;
mod run_report;
mod sitemap_report;

pub(crate) use copies::Copies;
pub(crate) use engine_report::{EngineOutcome, EngineReport};
pub(crate) use finding_report::FindingReport;
pub(crate) use print::{print, print_answer, print_error, print_text};
pub(crate) use run_report::{RunReport, SiteReport, Task};
pub(crate) use sitemap_report::{SitemapOutcome, SitemapReport};

/// A report in words, by the stream that it goes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rendered {
    stdout: String,
    stderr: String,
}
