//! Submits sitemaps to search engines, one file per engine behind one trait.
//!
//! An engine turns every result into an [`EngineReport`], so a run with several sitemaps and
//! engines continues when one fails.

mod confirmation;
mod engine_findings;
mod google;
mod google_error;
mod property_choice;
mod record;
mod submission;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use net::Deadline;
use url::Url;

use crate::model::EngineReport;

pub(crate) use engine_findings::{engine_findings, new_engine_findings};
pub(crate) use google::{GOOGLE, Google};
pub(crate) use google_error::GoogleError;
pub(crate) use property_choice::{PropertyChoiceError, named as check_named_property};

/// A search engine that accepts sitemaps.
pub(crate) trait Engine: Send + Sync {
    /// Submits `sitemap`, and reads back that it was recorded, before `deadline`.
    fn submit<'a>(&'a self, sitemap: &'a Url, deadline: Deadline) -> ReportFuture<'a>;

    /// Runs all steps for `sitemap` except those that change data at the engine.
    fn dry_run<'a>(&'a self, sitemap: &'a Url, deadline: Deadline) -> ReportFuture<'a>;

    /// Waits until the engine has downloaded and processed the sitemap of `submitted`, or `wait`
    /// has passed.
    fn await_download<'a>(
        &'a self,
        sitemap: &'a Url,
        submitted: EngineReport,
        wait: Duration,
    ) -> ReportFuture<'a>;
}

/// Result of the methods of [`Engine`].
pub(crate) type ReportFuture<'a> = Pin<Box<dyn Future<Output = EngineReport> + Send + 'a>>;
