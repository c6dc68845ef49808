//! `validate`: read and judge, submit nothing.

use std::path::PathBuf;
use std::time::Duration;

use net::Deadline;
use url::Url;

use super::check::{Check, CheckOptions};
use super::run_concurrently::{PartialReport, run_concurrently};
use super::targets::{Target, find_targets};
use crate::app::clients::Clients;
use crate::app::deployed_from::locate;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::policy::Policy;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::model::{FailOn, FailureReport, Input, SitemapReport};
use crate::site::fetch::RetryProfile;
use crate::site::progress::Progress;
use crate::site::reading::{Reader, RuleOptions};
use crate::site::robots_files::RobotsFiles;

/// Options of a validation.
#[derive(Debug)]
pub(crate) struct ValidateOptions {
    pub(crate) inputs: Vec<Input>,
    /// Least severity that makes a sitemap invalid.
    pub(crate) fail_on: FailOn,
    pub(crate) rules: RuleOptions,
    /// True if the sitemaps of an index are validated, too.
    pub(crate) crawls: bool,
    /// True if translations have to link to each other.
    pub(crate) translations: bool,
    /// Maximum number of listed pages to fetch.
    pub(crate) pages: usize,
    /// URL under which local files will be served.
    pub(crate) base_url: Option<Url>,
    pub(crate) deadline: Duration,
    /// Folder that the site was deployed from.
    pub(crate) site_dir: Option<PathBuf>,
}

/// Validates documents; returns a report for each.
///
/// # Errors
/// If there is nothing to validate.
pub(crate) async fn validate(
    options: ValidateOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, FailureReport> {
    let inputs = options.inputs;
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    let deadline = Deadline::after(options.deadline);
    let fetcher = clients.fetcher();
    let progress = Progress::start();
    let robots = RobotsFiles::default();
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, &robots, RetryProfile::Short, deadline) => found,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    let check = Check {
        reader: Reader::new(&fetcher, clients.now())
            .with_rules(options.rules)
            .with_retry_profile(RetryProfile::Short)
            .unannounced()
            .served_below(options.base_url),
        robots: &robots,
        property: None,
        options: CheckOptions {
            policy: Policy {
                fail_on: options.fail_on,
                min_urls: None,
            },
            crawls: options.crawls,
            pages: options.pages,
            translations: options.translations,
            keeps_time: false,
            takes_snapshot: false,
        },
        deadline,
        progress: &progress,
    };
    let mut reports = failed;
    let work = async |target: &Target, _: &PartialReport| validate_one(&check, target).await;
    reports.extend(run_concurrently(&targets, shutdown, &progress, work).await);
    if let Some(folder) = &options.site_dir {
        locate(&mut reports, folder, &check.reader).await;
    }
    Ok(reports)
}

/// Checks one document and reports whether it is valid.
pub(crate) async fn validate_one(check: &Check<'_>, target: &Target) -> SitemapReport {
    let mut report = SitemapReport::new(&target.source);
    match check.run(target).await {
        Err(failure) => report.failed(failure),
        Ok(checked) => {
            let is_good = checked.is_good();
            checked.fill(&mut report);
            if is_good {
                report.valid()
            } else {
                report.invalid()
            }
        }
    }
}
