//! `submit`: fetches, validates, decides, submits and confirms.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use net::Deadline;
use search_console::Property;
use search_console::auth::Scope;
use url::Url;

use super::baseline::{Baseline, shrink_guard};
use super::check::{Check, Checked};
use super::connection::Connection;
use super::credentials::with_pipe_read;
use super::deploy::{Deploy, age_guard, wait_for};
use super::run_concurrently::{PartialReport, run_concurrently};
use super::store_location::StoreLocation;
use super::targets::{Target, find_targets, inputs_or_site};
use super::terms::{CheckContext, SubmissionTerms};
use crate::app::clients::Clients;
use crate::app::deployed_from::locate;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::engine::{Engine, GoogleError, check_named_property, new_engine_findings};
use crate::model::percent::Percent;
use crate::model::{Change, EngineOutcome, EngineReport, FailureReport, Input, SitemapReport};
use crate::site::crawl::Account;
use crate::site::fetch::RetryProfile;
use crate::site::progress::Progress;
use crate::site::robots_files::RobotsFiles;
use crate::store::StoreError;

/// Options of a submission.
#[derive(Debug)]
pub(crate) struct SubmitOptions {
    /// Sitemaps and sites; if there are none, the site of the property.
    pub(crate) inputs: Vec<Input>,
    /// Property for all sitemaps; `None` if each sitemap's own is looked up.
    pub(crate) site: Option<Property>,
    pub(crate) connection: Connection,
    /// Time for everything except `deploy` and `wait`.
    pub(crate) deadline: Duration,
    pub(crate) store: StoreLocation,
    /// True for a dry run.
    pub(crate) dry_run: bool,
    pub(crate) terms: SubmissionTerms,
    /// Maximum share of entries that a sitemap may lose.
    pub(crate) max_shrink: Option<Percent>,
    /// Minimum time of the newest `lastmod`.
    pub(crate) lastmod_after: Option<Timestamp>,
    /// Deploy to wait for first.
    pub(crate) deploy: Option<Deploy>,
    /// Time limit for Google's download.
    pub(crate) wait: Option<Duration>,
    /// Folder that the site was deployed from.
    pub(crate) site_dir: Option<PathBuf>,
}

/// Submits sitemaps; returns a report for each.
///
/// # Errors
/// If there is nothing to submit, or the key or the store cannot be used.
pub(crate) async fn submit(
    options: SubmitOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, FailureReport> {
    let site = options.site;
    let inputs = inputs_or_site(options.inputs, site.as_ref())?;
    // A dry run without credentials only checks the sitemap.
    let engine = if options.dry_run && options.connection.credentials.is_none() {
        None
    } else {
        let scope = if options.dry_run {
            Scope::ReadOnly
        } else {
            Scope::ReadWrite
        };
        let deadline = Deadline::after(options.deadline);
        let connection = with_pipe_read(options.connection, deadline, shutdown).await?;
        Some(clients.google(connection, scope, site.clone())?)
    };
    let fetcher = clients.fetcher();
    let progress = Progress::start();
    let robots = RobotsFiles::default();
    let check = |deadline| {
        let context = CheckContext {
            fetcher: &fetcher,
            now: clients.now(),
            robots: &robots,
            deadline,
            progress: &progress,
        };
        let account = engine.as_ref().map(|google| google as &dyn Account);
        Check::of_submission(context, &options.terms, site.as_ref()).of_account(account)
    };
    if let Some(deploy) = options.deploy {
        let check = check(Deadline::after(deploy.time_limit));
        tokio::select! {
            live = wait_for(&deploy, &check) => live?,
            stop = shutdown.requested() => return Err(Stopped(stop).into()),
        }
    }
    let deadline = Deadline::after(options.deadline);
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, &robots, RetryProfile::Long, deadline) => found,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    let baseline = Baseline::open(options.store, options.max_shrink)?;
    let submission = Submission {
        check: check(deadline),
        baseline: &baseline,
        engine: engine.as_ref().map(|google| google as &dyn Engine),
        site: site.as_ref(),
        max_shrink: options.max_shrink,
        lastmod_after: options.lastmod_after,
        dry_run: options.dry_run,
        wait: options.wait,
    };
    let mut reports = failed;
    let work =
        async |target: &Target, partial: &PartialReport| submission.noting(target, partial).await;
    reports.extend(run_concurrently(&targets, shutdown, &progress, work).await);
    if let Some(folder) = &options.site_dir {
        locate(&mut reports, folder, &submission.check.reader).await;
    }
    Ok(reports)
}

/// Steps for each sitemap of one run.
pub(crate) struct Submission<'a> {
    pub(crate) check: Check<'a>,
    /// Results of earlier runs.
    pub(crate) baseline: &'a Baseline,
    /// `None` in a dry run without credentials.
    pub(crate) engine: Option<&'a dyn Engine>,
    pub(crate) site: Option<&'a Property>,
    pub(crate) max_shrink: Option<Percent>,
    /// Time that at least one `lastmod` has to reach.
    pub(crate) lastmod_after: Option<Timestamp>,
    pub(crate) dry_run: bool,
    pub(crate) wait: Option<Duration>,
}

impl Submission<'_> {
    /// Runs all steps for one sitemap.
    pub(crate) async fn of(&self, target: &Target) -> SitemapReport {
        self.noting(target, &PartialReport::default()).await
    }

    /// Processes one sitemap, and notes a confirmed submission before it waits for more.
    async fn noting(&self, target: &Target, partial: &PartialReport) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        let Some(sitemap) = target.source.url() else {
            return report;
        };
        // Needs no request, so check it first.
        if let Some(site) = self.site
            && let Err(source) = check_named_property(site, sitemap)
        {
            let sitemap = sitemap.clone();
            return report.failed(GoogleError::Property { sitemap, source });
        }
        match self.check.run(target).await {
            Ok(checked) => self.judge(report, checked, sitemap, partial).await,
            Err(failure) => report.failed(failure),
        }
    }

    /// Change of the number of entries, or of all URLs of an index if both numbers are known.
    async fn shrinkage(
        &self,
        sitemap: &Url,
        entries: Option<Change>,
        crawled: Option<u64>,
    ) -> Result<Option<Change>, StoreError> {
        let Some(now) = crawled else {
            return Ok(entries);
        };
        let before = self
            .baseline
            .last_urls(sitemap, self.check.reader.now())
            .await?;
        let change = before.filter(|before| *before > 0).map(|before| Change {
            before,
            added: now.saturating_sub(before),
            removed: before.saturating_sub(now),
            changed: 0,
        });
        Ok(change.or(entries))
    }

    async fn judge(
        &self,
        mut report: SitemapReport,
        mut checked: Checked,
        sitemap: &Url,
        partial: &PartialReport,
    ) -> SitemapReport {
        let now = self.check.reader.now();
        report.change = match self.baseline.change(sitemap, &checked.snapshot, now).await {
            Ok(change) => change,
            Err(error) => return report.failed(error),
        };
        let urls = checked.crawled_urls();
        let change = match self.shrinkage(sitemap, report.change, urls).await {
            Ok(change) => change,
            Err(error) => return report.failed(error),
        };
        checked.hold_back(age_guard(self.lastmod_after, &checked.snapshot));
        let shrunk = self.max_shrink.zip(change);
        checked.hold_back(shrunk.and_then(|(most, change)| shrink_guard(most, change)));
        let is_good = checked.is_good();
        let snapshot = std::mem::take(&mut checked.snapshot);
        checked.fill(&mut report);
        if !is_good {
            return report.invalid();
        }
        let Some(engine) = self.engine else {
            return report.dry_run_passed();
        };
        if self.dry_run {
            self.check
                .progress
                .doing("checking the submission of", sitemap.as_str());
            let done = engine.dry_run(sitemap, self.check.deadline).await;
            return self.conclude(report, done);
        }
        self.check.progress.doing("submitting", sitemap.as_str());
        let submitted = engine.submit(sitemap, self.check.deadline).await;
        // A signal may interrupt the wait for the download; keep the confirmed submission.
        if submitted.outcome == EngineOutcome::Confirmed {
            partial.note(report.clone().with_engines(vec![submitted.clone()]));
        }
        self.baseline
            .keep(sitemap, &submitted, report.urls, snapshot, now)
            .await;
        let done = self.patient(engine, submitted, sitemap).await;
        self.conclude(report, done)
    }

    /// Waits for the download of a confirmed sitemap, if the options require it.
    async fn patient(
        &self,
        engine: &dyn Engine,
        submitted: EngineReport,
        sitemap: &Url,
    ) -> EngineReport {
        match self.wait {
            Some(wait) if submitted.outcome == EngineOutcome::Confirmed => {
                self.check
                    .progress
                    .doing("waiting for the download of", sitemap.as_str());
                engine.await_download(sitemap, submitted, wait).await
            }
            _ => submitted,
        }
    }

    fn conclude(&self, mut report: SitemapReport, done: EngineReport) -> SitemapReport {
        let engine_findings = if self.dry_run {
            Vec::new()
        } else {
            new_engine_findings(&done)
        };
        let worst = engine_findings.iter().map(|finding| finding.severity).max();
        report.findings.extend(engine_findings);
        let report = report.with_engines(vec![done]);
        if self.check.options.policy.tolerates(worst, false) {
            report
        } else {
            report.invalid()
        }
    }
}
