//! `validate`: read and judge, submit nothing.

use search_console::Deadline;
use sitemap_validator::{Kind, Report};
use url::Url;

use super::targets::{Target, find_targets};
use super::together::each;
use crate::cli::ValidateArgs;
use crate::crawl::{Crawler, Limits, Listed, RobotsFiles, forgive_hosts};
use crate::failure::{Failure, NothingToDo};
use crate::fetch::{Fetcher, Patience, Reach};
use crate::input::Input;
use crate::outside::Outside;
use crate::pages::{PageChecker, Sample};
use crate::policy::Policy;
use crate::progress::Progress;
use crate::reading::Reader;
use crate::report::SitemapReport;
use crate::settings;
use crate::shutdown::Shutdown;

/// Does what `args` ask for; gives a report per document.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn validate(
    args: &ValidateArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, Failure> {
    let inputs = settings::inputs(&args.input, Input::parse_document)?;
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    let deadline = Deadline::after(args.deadline);
    let fetcher = outside.fetcher();
    let progress = Progress::start();
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, Patience::Short, deadline) => found,
        stop = shutdown.requested() => return Err(Failure::Stopped(stop)),
    };
    let validation = Validation {
        reader: Reader::new(&fetcher, outside.now())
            .with_rules(&args.rules)
            .with_patience(Patience::Short)
            .unannounced(),
        fetcher: &fetcher,
        robots: RobotsFiles::default(),
        policy: Policy {
            fail_on: args.fail_on,
            min_urls: None,
        },
        crawls: args.crawl,
        pages: args.check_urls,
        deadline,
        progress: &progress,
    };
    let mut reports = failed;
    let work = |target| validation.of(target);
    reports.extend(each(&targets, shutdown, &progress, work).await);
    Ok(reports)
}

/// The way of each document of one run.
struct Validation<'a> {
    reader: Reader<'a>,
    fetcher: &'a Fetcher,
    robots: RobotsFiles,
    policy: Policy,
    /// Whether the sitemaps of an index are validated, too.
    crawls: bool,
    /// Pages that are looked at.
    pages: usize,
    deadline: Deadline,
    progress: &'a Progress,
}

impl Validation<'_> {
    async fn of(&self, target: &Target) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        self.progress.doing("validating", &report.url);
        let reader = self.reader.within(target.reach);
        let make = || Listed::with(Sample::of(self.pages));
        match reader.read_with(&target.source, self.deadline, &make).await {
            Err(error) => report.failed(&target.unread(error)),
            Ok((validation, listed)) => self.judge(report, target, validation, listed).await,
        }
    }

    async fn judge(
        &self,
        mut report: SitemapReport,
        target: &Target,
        mut validation: Report,
        listed: Listed<Sample>,
    ) -> SitemapReport {
        let unread = self.policy.unread(&validation);
        let url = target.source.url();
        let mut pages = listed.other;
        let lists = matches!(validation.kind, Some(Kind::SitemapIndex | Kind::Robots));
        let mut worst = None;
        let mut crawled = None;
        if self.crawls && lists {
            forgive_hosts(&mut validation);
            let is_robots = validation.kind == Some(Kind::Robots);
            let crawler = self.crawler();
            let mut found = crawler.crawl(url, is_robots, listed.index.sitemaps).await;
            worst = worst.max(found.worst());
            pages = std::mem::take(&mut found.sample);
            crawled = Some(found);
        }
        let looked_at = self.look_at(url, pages).await;
        worst = worst
            .max(validation.worst())
            .max(looked_at.iter().map(|finding| finding.severity).max());
        report.take_validation(validation);
        if let Some(crawled) = crawled {
            report.take_crawl(crawled);
        }
        report.findings.extend(looked_at);
        let is_good = unread.is_none() && self.policy.tolerates(worst);
        report.findings.extend(unread);
        if is_good {
            report.valid()
        } else {
            report.invalid()
        }
    }

    fn crawler(&self) -> Crawler<'_> {
        Crawler {
            reader: self.reader.within(Reach::Public),
            fetcher: self.fetcher,
            robots: &self.robots,
            property: None,
            limits: Limits::DEFAULT,
            deadline: self.deadline,
            progress: self.progress,
            sample: self.pages,
        }
    }

    async fn look_at(&self, url: Option<&Url>, pages: Sample) -> Vec<crate::report::FindingReport> {
        let checker = PageChecker {
            fetcher: self.fetcher,
            robots: &self.robots,
            // A file of ours lists what is ours.
            reach: url.map_or(Reach::Anywhere, |url| self.fetcher.reach_from(url)),
            levels: &self.reader.options().levels,
            deadline: self.deadline,
            progress: self.progress,
        };
        checker.check(pages.into_addresses()).await
    }
}
