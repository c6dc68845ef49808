//! `validate`: reads and validates without submitting.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::check::Check;
use super::run_concurrently::{PartialReport, run_concurrently};
use super::targets::{Target, find_targets};
use super::terms::{CheckContext, ValidationTerms};
use crate::app::clients::Clients;
use crate::app::deployed_from::locate;
use crate::app::invalid_argument::InvalidArgument;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::model::{FailureReport, Input, SitemapReport, Source};
use crate::site::build_folder::BuildFolder;
use crate::site::fetch::{Fetcher, RetryProfile};
use crate::site::progress::Progress;
use crate::site::reading::ReadError;
use crate::site::robots_files::RobotsFiles;
use jiff::Timestamp;
use net::Deadline;

/// Options of a validation.
#[derive(Debug)]
pub(crate) struct ValidateOptions {
    pub(crate) inputs: Vec<Input>,
    pub(crate) terms: ValidationTerms,
    pub(crate) deadline: Duration,
    /// Folder that the site was deployed from.
    pub(crate) site_dir: Option<PathBuf>,
}

/// Validates documents, and the sitemaps of folders; returns a report for each.
///
/// # Errors
/// If there is nothing to validate, or it is not known where a folder will be served.
pub(crate) async fn validate(
    mut options: ValidateOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, FailureReport> {
    let is_folder = |input: &Input| matches!(input, Input::File(path) if path.is_dir());
    let inputs = std::mem::take(&mut options.inputs);
    let (folders, inputs): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(is_folder);
    if inputs.is_empty() && folders.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    let run = Validation {
        deadline: Deadline::after(options.deadline),
        fetcher: &clients.fetcher(),
        progress: &Progress::start(),
        now: clients.now(),
        options,
    };
    let mut reports = Vec::new();
    for folder in folders {
        if let Input::File(folder) = folder {
            reports.extend(run.of_folder(folder, shutdown).await?);
        }
    }
    if !inputs.is_empty() {
        reports.extend(run.of_documents(inputs, shutdown).await?);
    }
    Ok(reports)
}

/// One run of `validate`.
struct Validation<'a> {
    options: ValidateOptions,
    fetcher: &'a Fetcher,
    progress: &'a Progress,
    now: Timestamp,
    deadline: Deadline,
}

impl Validation<'_> {
    fn check<'a>(&'a self, robots: &'a RobotsFiles, terms: &ValidationTerms) -> Check<'a> {
        let context = CheckContext {
            fetcher: self.fetcher,
            now: self.now,
            robots,
            deadline: self.deadline,
            progress: self.progress,
        };
        Check::of_validation(context, terms)
    }

    async fn of_documents(
        &self,
        inputs: Vec<Input>,
        shutdown: &mut Shutdown,
    ) -> Result<Vec<SitemapReport>, FailureReport> {
        let robots = RobotsFiles::default();
        let profile = RetryProfile::Short;
        let (targets, mut reports) = tokio::select! {
            found = find_targets(inputs, self.fetcher, &robots, profile, self.deadline) => found,
            stop = shutdown.requested() => return Err(Stopped(stop).into()),
        };
        let check = self.check(&robots, &self.options.terms);
        let folder = self.options.site_dir.as_deref();
        reports.extend(self.reports(&check, &targets, folder, shutdown).await);
        Ok(reports)
    }

    /// Validates the sitemaps of a folder that is not deployed yet. Nothing is fetched.
    async fn of_folder(
        &self,
        root: PathBuf,
        shutdown: &mut Shutdown,
    ) -> Result<Vec<SitemapReport>, FailureReport> {
        let name = root.display().to_string();
        let Some(base) = self.options.terms.base_url.clone() else {
            return Err(InvalidArgument::NoBaseUrl { folder: name }.into());
        };
        if self.options.terms.pages > 0 {
            tracing::warn!("{name} is not deployed yet, so `--check-urls` does not apply to it");
        }
        let path = root.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let folder = BuildFolder::open(path, base)?;
            let sitemaps = folder.sitemaps();
            Ok((folder, sitemaps))
        });
        let (folder, sitemaps) = opened
            .await
            .unwrap_or_else(|panicked| Err(io::Error::other(panicked)))
            .map_err(|source| ReadError::File {
                path: root.clone(),
                source,
            })?;
        if sitemaps.is_empty() {
            return Err(NothingToDo::NoneBuilt { folder: name }.into());
        }
        let robots = RobotsFiles::of_folder(&folder);
        let terms = ValidationTerms {
            // An index is of no use without its sitemaps, and they are at hand.
            crawls: true,
            pages: 0,
            base_url: None,
            ..self.options.terms.clone()
        };
        let mut check = self.check(&robots, &terms);
        check.reader = check.reader.in_folder(Arc::new(folder));
        let built = |(url, path)| Target::given(Source::Built { url, path });
        let targets: Vec<Target> = sitemaps.into_iter().map(built).collect();
        let folder = self.options.site_dir.as_deref().unwrap_or(&root);
        Ok(self.reports(&check, &targets, Some(folder), shutdown).await)
    }

    /// Checks the targets, and finds the lines of findings in the files of `folder`.
    async fn reports(
        &self,
        check: &Check<'_>,
        targets: &[Target],
        folder: Option<&Path>,
        shutdown: &mut Shutdown,
    ) -> Vec<SitemapReport> {
        let work = async |target: &Target, _: &PartialReport| validate_one(check, target).await;
        let mut reports = run_concurrently(targets, shutdown, self.progress, work).await;
        if let Some(folder) = folder {
            locate(&mut reports, folder, &check.reader).await;
        }
        reports
    }
}

/// Checks one document and reports if it is valid.
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
