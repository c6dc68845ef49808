//! `submit`: fetch, validate, decide, submit, read back.

use std::time::Duration;

use jiff::Timestamp;
use net::Deadline;
use search_console::Property;
use search_console::auth::Scope;
use url::Url;

use super::check::{Check, CheckOptions, Checked};
use super::deploy::{age_guard, wait_for};
use super::memory::{Memory, shrink_guard};
use super::targets::{Target, find_targets};
use super::together::{SoFar, each};
use crate::app::clients::Outside;
use crate::app::deployed_from::locate;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::policy::Policy;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::cli::SubmitArgs;
use crate::cli::settings;
use crate::engine::{Engine, GoogleError, check_named_property, fresh_complaints};
use crate::model::percent::Percent;
use crate::model::{Change, EngineOutcome, EngineReport, FailureReport, Input, SitemapReport};
use crate::site::crawl::RobotsFiles;
use crate::site::fetch::Patience;
use crate::site::progress::Progress;
use crate::site::reading::Reader;
use crate::store::StoreError;

/// Does what `args` ask for; gives a report per sitemap.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn submit(
    args: &SubmitArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, FailureReport> {
    let site = settings::site(&args.site)?;
    let inputs = inputs(args, site.as_ref())?;
    let connection = settings::connection(&args.account.key)?;
    // A dry run without credentials does the half that needs none.
    let engine = if args.dry_run && connection.credentials.is_none() {
        None
    } else {
        let scope = if args.dry_run {
            Scope::ReadOnly
        } else {
            Scope::ReadWrite
        };
        Some(outside.google(connection, scope, site.clone())?)
    };
    let fetcher = outside.fetcher();
    let progress = Progress::start();
    let policy = Policy {
        fail_on: args.fail_on,
        min_urls: args.min_urls,
    };
    let options = CheckOptions::of_submission(policy, !args.no_crawl);
    let check = |deadline| Check {
        reader: Reader::new(&fetcher, outside.now()).with_rules(&args.rules),
        robots: RobotsFiles::default(),
        property: site.as_ref(),
        options,
        deadline,
        progress: &progress,
    };
    if let Some(deploy) = settings::deploy(args)? {
        let check = check(Deadline::after(deploy.patience));
        tokio::select! {
            live = wait_for(&deploy, &check) => live?,
            stop = shutdown.requested() => return Err(Stopped(stop).into()),
        }
    }
    let deadline = Deadline::after(args.account.deadline);
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, Patience::Long, deadline) => found,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    let memory = Memory::open(&args.store, args.max_shrink)?;
    let submission = Submission {
        check: check(deadline),
        memory: &memory,
        engine: engine.as_ref().map(|google| google as &dyn Engine),
        site: site.as_ref(),
        max_shrink: args.max_shrink,
        lastmod_after: args.deploy.expect_lastmod_after,
        dry_run: args.dry_run,
        wait: args.wait,
    };
    let mut reports = failed;
    let work = async |target: &Target, so_far: &SoFar| submission.noting(target, so_far).await;
    reports.extend(each(&targets, shutdown, &progress, work).await);
    if let Some(folder) = &args.deployed_from.site_dir {
        locate(&mut reports, folder, &submission.check.reader).await;
    }
    Ok(reports)
}

/// What to submit: what was named, else the site of the property.
fn inputs(args: &SubmitArgs, site: Option<&Property>) -> Result<Vec<Input>, FailureReport> {
    let mut inputs = settings::inputs(&args.input, Input::parse_submittable)?;
    if inputs.is_empty() {
        inputs.extend(site.and_then(Property::site_root).map(Input::Site));
    }
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    Ok(inputs)
}

/// The way of each sitemap of one run.
pub(crate) struct Submission<'a> {
    pub(crate) check: Check<'a>,
    /// What is remembered of earlier runs.
    pub(crate) memory: &'a Memory,
    /// `None` in a dry run without credentials.
    pub(crate) engine: Option<&'a dyn Engine>,
    pub(crate) site: Option<&'a Property>,
    pub(crate) max_shrink: Option<Percent>,
    /// The moment that some `lastmod` has to reach.
    pub(crate) lastmod_after: Option<Timestamp>,
    pub(crate) dry_run: bool,
    pub(crate) wait: Option<Duration>,
}

impl Submission<'_> {
    /// Does all of it for one sitemap.
    pub(crate) async fn of(&self, target: &Target) -> SitemapReport {
        self.noting(target, &SoFar::default()).await
    }

    /// The same, and notes a confirmed submission before it waits for more.
    async fn noting(&self, target: &Target, so_far: &SoFar) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        let Some(sitemap) = target.source.url() else {
            return report;
        };
        // Needs nobody's answer, so it is said before anybody is asked.
        if let Some(site) = self.site
            && let Err(source) = check_named_property(site, sitemap)
        {
            let sitemap = sitemap.clone();
            return report.failed(GoogleError::Property { sitemap, source });
        }
        match self.check.run(target).await {
            Ok(checked) => self.judge(report, checked, sitemap, so_far).await,
            Err(failure) => report.failed(failure),
        }
    }

    /// What changed in how much it lists: its entries, or all URLs of an index that was crawled,
    /// where it is known how many these were.
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
            .memory
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
        so_far: &SoFar,
    ) -> SitemapReport {
        let now = self.check.reader.now();
        report.change = match self.memory.change(sitemap, &checked.snapshot, now).await {
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
            return report.rehearsed();
        };
        if self.dry_run {
            self.check.progress.doing("rehearsing", sitemap.as_str());
            let done = engine.rehearse(sitemap, self.check.deadline).await;
            return self.conclude(report, done);
        }
        self.check.progress.doing("submitting", sitemap.as_str());
        let submitted = engine.submit(sitemap, self.check.deadline).await;
        // The wait may be broken off; what is confirmed stays so.
        if submitted.outcome == EngineOutcome::Confirmed {
            so_far.note(report.clone().with_engines(vec![submitted.clone()]));
        }
        self.memory
            .keep(sitemap, &submitted, report.urls, snapshot, now)
            .await;
        let done = self.patient(engine, submitted, sitemap).await;
        self.conclude(report, done)
    }

    /// Waits for the download of what was confirmed, where that was asked.
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
        let complaints = if self.dry_run {
            Vec::new()
        } else {
            fresh_complaints(&done)
        };
        let worst = complaints.iter().map(|finding| finding.severity).max();
        report.findings.extend(complaints);
        let report = report.with_engines(vec![done]);
        if self.check.options.policy.tolerates(worst) {
            report
        } else {
            report.invalid()
        }
    }
}
