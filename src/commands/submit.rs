//! `submit`: fetch, validate, decide, submit, read back.

use std::time::Duration;

use jiff::Timestamp;
use search_console::auth::Scope;
use search_console::{Deadline, Property};
use sitemap_validator::{Kind, Report};
use url::Url;

use super::deploy::{age_guard, wait_for};
use super::memory::{Memory, shrink_guard};
use super::targets::{Target, find_targets};
use super::together::{SoFar, each};
use crate::cli::SubmitArgs;
use crate::crawl::{Crawled, Crawler, IndexSink, Limits, Listed, RobotsFiles, forgive_hosts};
use crate::deployed_from::locate;
use crate::engine::{Engine, GoogleError, check_named_property, fresh_complaints};
use crate::failure::{Failure, NothingToDo};
use crate::fetch::{Patience, Reach};
use crate::input::Input;
use crate::outside::Outside;
use crate::percent::Percent;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::reading::Reader;
use crate::report::{EngineOutcome, EngineReport, SitemapReport};
use crate::settings;
use crate::shutdown::Shutdown;
use crate::store::{Change, Snapshot, SnapshotSink, StoreError};

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
        found = find_targets(inputs, &fetcher, Patience::Long, deadline) => found,
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
        crawls: !args.no_crawl,
        robots: RobotsFiles::default(),
        wait: args.wait,
        deadline,
        progress: &progress,
    };
    let mut reports = failed;
    let work = async |target: &Target, so_far: &SoFar| submission.noting(target, so_far).await;
    reports.extend(each(&targets, shutdown, &progress, work).await);
    if let Some(folder) = &args.deployed_from.site_dir {
        locate(&mut reports, folder, &submission.reader).await;
    }
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
    /// Whether the sitemaps of an index are validated, too.
    pub(crate) crawls: bool,
    pub(crate) robots: RobotsFiles,
    pub(crate) wait: Option<Duration>,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
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
            return report.failed(&GoogleError::Property { sitemap, source }.into());
        }
        self.progress.doing("validating", sitemap.as_str());
        let reader = self.reader.within(target.reach).named_by(&target.named_by);
        let make = || Listed::with(SnapshotSink::default());
        match reader.read_with(&target.source, self.deadline, &make).await {
            Ok((mut validation, listed)) => {
                let crawled = self
                    .crawl(target, sitemap, &mut validation, listed.index)
                    .await;
                let snapshot = listed.other.finish();
                self.judge(report, validation, crawled, snapshot, sitemap, so_far)
                    .await
            }
            Err(error) => report.failed(&target.unread(error)),
        }
    }

    /// Looks at the sitemaps that an index lists. That may take half of the time that is left, so
    /// that the other half is there for the submission.
    async fn crawl(
        &self,
        target: &Target,
        index: &Url,
        validation: &mut Report,
        listed: IndexSink,
    ) -> Option<Crawled> {
        if !self.crawls || validation.kind != Some(Kind::SitemapIndex) {
            return None;
        }
        forgive_hosts(validation);
        let crawler = Crawler {
            reader: self.reader.within(Reach::Public).named_by(&target.named_by),
            fetcher: self.reader.fetcher,
            robots: &self.robots,
            property: self.site,
            limits: Limits::DEFAULT,
            deadline: self.deadline.earlier_by(self.deadline.remaining() / 2),
            progress: self.progress,
            sample: 0,
            translations: false,
        };
        Some(crawler.crawl(Some(index), false, listed).await)
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
        let before = self.memory.last_urls(sitemap, self.reader.now()).await?;
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
        validation: Report,
        crawled: Option<Crawled>,
        snapshot: Snapshot,
        sitemap: &Url,
        so_far: &SoFar,
    ) -> SitemapReport {
        let now = self.reader.now();
        report.change = match self.memory.change(sitemap, &snapshot, now).await {
            Ok(change) => change,
            Err(error) => return report.failed(&error.into()),
        };
        let urls = crawled.as_ref().map(|crawled| crawled.urls);
        let change = match self.shrinkage(sitemap, report.change, urls).await {
            Ok(change) => change,
            Err(error) => return report.failed(&error.into()),
        };
        let shrunk = self.max_shrink.zip(change);
        let guards = [
            self.policy.unread(&validation),
            crawled
                .as_ref()
                .and_then(|crawled| self.policy.unread_child(crawled.unread.as_ref())),
            self.policy.guard(&validation, urls),
            age_guard(self.lastmod_after, &snapshot),
            shrunk.and_then(|(most, change)| shrink_guard(most, change)),
        ];
        let worst = validation
            .worst()
            .max(crawled.as_ref().and_then(|crawled| crawled.tally.worst()));
        let is_good = guards.iter().all(Option::is_none) && self.policy.tolerates(worst);
        report.take_validation(validation);
        if let Some(crawled) = crawled {
            report.take_crawl(crawled);
        }
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
                self.progress
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
        if self.policy.tolerates(worst) {
            report
        } else {
            report.invalid()
        }
    }
}
