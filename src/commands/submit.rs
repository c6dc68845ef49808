//! `submit`: fetch, validate, decide, submit, read back.

use std::time::Duration;

use jiff::Timestamp;
use search_console::auth::Scope;
use search_console::{Deadline, Property};
use sitemap_validator::Report;
use url::Url;

use super::deploy::{age_guard, wait_for};
use super::memory::{Memory, shrink_guard};
use super::targets::{Target, find_targets};
use super::together::each;
use crate::cli::SubmitArgs;
use crate::engine::{Engine, GoogleError, check_named_property, fresh_complaints};
use crate::failure::{Failure, NothingToDo};
use crate::input::Input;
use crate::outside::Outside;
use crate::percent::Percent;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::reading::Reader;
use crate::report::{EngineOutcome, EngineReport, SitemapReport};
use crate::settings;
use crate::shutdown::Shutdown;
use crate::store::{Snapshot, SnapshotSink};

/// Does what `args` ask for; gives a report per sitemap.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn submit(
    args: &SubmitArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, Failure> {
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
    if let Some(deploy) = settings::deploy(args)? {
        let reader = Reader::new(&fetcher, outside.now());
        tokio::select! {
            live = wait_for(&deploy, &reader, &progress) => live?,
            stop = shutdown.requested() => return Err(Failure::Stopped(stop)),
        }
    }
    let deadline = Deadline::after(args.account.deadline);
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, deadline) => found,
        stop = shutdown.requested() => return Err(Failure::Stopped(stop)),
    };
    let memory = Memory::open(&args.store, args.max_shrink)?;
    let submission = Submission {
        reader: Reader::new(&fetcher, outside.now()).with_rules(&args.rules),
        memory: &memory,
        engine: engine.as_ref().map(|google| google as &dyn Engine),
        site: site.as_ref(),
        policy: Policy {
            fail_on: args.fail_on,
            min_urls: args.min_urls,
        },
        max_shrink: args.max_shrink,
        lastmod_after: args.deploy.expect_lastmod_after,
        dry_run: args.dry_run,
        wait: args.wait,
        deadline,
        progress: &progress,
    };
    let mut reports = failed;
    reports.extend(
        each(&targets, shutdown, &progress, |target| {
            submission.of(target)
        })
        .await,
    );
    Ok(reports)
}

/// What to submit: what was named, else the site of the property.
fn inputs(args: &SubmitArgs, site: Option<&Property>) -> Result<Vec<Input>, Failure> {
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
    pub(crate) reader: Reader<'a>,
    /// What is remembered of earlier runs.
    pub(crate) memory: &'a Memory,
    /// `None` in a dry run without credentials.
    pub(crate) engine: Option<&'a dyn Engine>,
    pub(crate) site: Option<&'a Property>,
    pub(crate) policy: Policy,
    pub(crate) max_shrink: Option<Percent>,
    /// The moment that some `lastmod` has to reach.
    pub(crate) lastmod_after: Option<Timestamp>,
    pub(crate) dry_run: bool,
    pub(crate) wait: Option<Duration>,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
}

impl Submission<'_> {
    /// Does all of it for one sitemap.
    pub(crate) async fn of(&self, target: &Target) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        let Some(sitemap) = target.source.url() else {
            return report;
        };
        // Needs nobody's answer, so it is said before anybody is asked.
        if let Some(site) = self.site
            && let Err(source) = check_named_property(site, sitemap)
        {
            let sitemap = sitemap.clone();
            return report.failed(&GoogleError::Property { sitemap, source }.into());
        }
        self.progress.doing("validating", sitemap.as_str());
        let read = self
            .reader
            .read_into::<SnapshotSink>(&target.source, self.deadline);
        match read.await {
            Ok((validation, sink)) => {
                let snapshot = sink.finish();
                self.judge(report, validation, snapshot, sitemap).await
            }
            Err(error) => report.failed(&target.unread(error)),
        }
    }

    async fn judge(
        &self,
        mut report: SitemapReport,
        validation: Report,
        snapshot: Snapshot,
        sitemap: &Url,
    ) -> SitemapReport {
        report.change = match self.memory.change(sitemap, &snapshot).await {
            Ok(change) => change,
            Err(error) => return report.failed(&error.into()),
        };
        let shrunk = self.max_shrink.zip(report.change);
        let guards = [
            self.policy.unread(&validation),
            self.policy.guard(&validation),
            age_guard(self.lastmod_after, &snapshot),
            shrunk.and_then(|(most, change)| shrink_guard(most, change)),
        ];
        let is_good =
            guards.iter().all(Option::is_none) && self.policy.tolerates(validation.worst());
        report.take_validation(validation);
        report.findings.extend(guards.into_iter().flatten());
        if !is_good {
            return report.invalid();
        }
        let Some(engine) = self.engine else {
            return report.rehearsed();
        };
        if self.dry_run {
            self.progress.doing("rehearsing", sitemap.as_str());
            let done = engine.rehearse(sitemap, self.deadline).await;
            return self.conclude(report, done);
        }
        self.progress.doing("submitting", sitemap.as_str());
        let submitted = engine.submit(sitemap, self.deadline).await;
        let done = self.patient(engine, submitted, sitemap).await;
        let urls = report.urls;
        self.memory
            .keep(sitemap, &done, urls, snapshot, self.reader.now())
            .await;
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
                self.progress
                    .doing("waiting for the download of", sitemap.as_str());
                engine
                    .await_download(sitemap, submitted, Deadline::after(wait))
                    .await
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
        if self.policy.tolerates(worst) {
            report
        } else {
            report.invalid()
        }
    }
}
