//! `validate`: read and judge, submit nothing.

use search_console::Deadline;
use sitemap_validator::{Entry, EntrySink, Kind, Report};

use super::targets::{Target, find_targets};
use super::together::{SoFar, each};
use crate::cli::ValidateArgs;
use crate::crawl::{
    Crawler, Limits, Listed, RobotsFiles, Tally, Translations, forgive_hosts, note_translations,
};
use crate::deployed_from::locate;
use crate::failure::{Failure, NothingToDo};
use crate::fetch::{Fetcher, Patience, Reach};
use crate::input::Input;
use crate::outside::Outside;
use crate::pages::{PageChecker, Sample};
use crate::policy::Policy;
use crate::progress::Progress;
use crate::reading::Reader;
use crate::report::{FindingReport, SitemapReport};
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
        pages: args.check_urls.into(),
        translations: args.check_hreflang,
        deadline,
        progress: &progress,
    };
    let mut reports = failed;
    let work = async |target: &Target, _: &SoFar| validation.of(target).await;
    reports.extend(each(&targets, shutdown, &progress, work).await);
    if let Some(folder) = &args.deployed_from.site_dir {
        locate(&mut reports, folder, &validation.reader).await;
    }
    Ok(reports)
}

/// What is to be known of the pages that a document lists itself.
struct Pages {
    sample: Sample,
    translations: Translations,
}

impl Pages {
    fn of(sample: usize, translations: bool) -> Self {
        Self {
            sample: Sample::of(sample),
            translations: Translations::new(translations),
        }
    }
}

impl EntrySink for Pages {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        self.sample.on_entry(entry);
        self.translations.on_entry(entry);
    }
}

/// The way of each document of one run.
pub(crate) struct Validation<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) robots: RobotsFiles,
    pub(crate) policy: Policy,
    /// Whether the sitemaps of an index are validated, too.
    pub(crate) crawls: bool,
    /// Pages that are looked at.
    pub(crate) pages: usize,
    /// Whether translations have to name each other.
    pub(crate) translations: bool,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
}

impl Validation<'_> {
    /// Validates one document.
    pub(crate) async fn of(&self, target: &Target) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        self.progress.doing("validating", &report.url);
        let reader = self.reader.within(target.reach).named_by(&target.named_by);
        let make = || Listed::with(Pages::of(self.pages, self.translations));
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
        listed: Listed<Pages>,
    ) -> SitemapReport {
        let mut unread: Vec<FindingReport> = self.policy.unread(&validation).into_iter().collect();
        let url = target.source.url();
        let mut tally = Tally::new(self.reader.options());
        let Pages {
            sample,
            translations,
        } = listed.other;
        let mut pages = Sample::of(self.pages);
        // A file of ours lists what is ours.
        let reach = url.map_or(Reach::Anywhere, |url| self.fetcher.reach_from(url));
        pages.join(sample, reach);
        note_translations(&mut tally, translations, |_| None);
        let lists = matches!(validation.kind, Some(Kind::SitemapIndex | Kind::Robots));
        let mut worst = validation.worst();
        if self.crawls && lists {
            forgive_hosts(&mut validation);
            worst = validation.worst();
            let is_robots = validation.kind == Some(Kind::Robots);
            let crawler = self.crawler(target);
            let mut crawled = crawler.crawl(url, is_robots, listed.index).await;
            worst = worst.max(crawled.tally.worst());
            pages = std::mem::take(&mut crawled.sample);
            unread.extend(self.policy.unread_child(crawled.unread.as_ref()));
            report.take_validation(validation);
            report.take_crawl(crawled);
        } else {
            report.take_validation(validation);
        }
        for finding in self.look_at(pages).await {
            tally.add(finding);
        }
        worst = worst.max(tally.worst());
        report.take_tally(tally);
        let is_good = unread.is_empty() && self.policy.tolerates(worst);
        report.findings.extend(unread);
        if is_good {
            report.valid()
        } else {
            report.invalid()
        }
    }

    fn crawler(&self, target: &Target) -> Crawler<'_> {
        Crawler {
            reader: self.reader.within(Reach::Public).named_by(&target.named_by),
            fetcher: self.fetcher,
            robots: &self.robots,
            property: None,
            limits: Limits::DEFAULT,
            deadline: self.deadline,
            progress: self.progress,
            sample: self.pages,
            translations: self.translations,
        }
    }

    async fn look_at(&self, pages: Sample) -> Vec<FindingReport> {
        let checker = PageChecker {
            fetcher: self.fetcher,
            robots: &self.robots,
            levels: &self.reader.options().levels,
            deadline: self.deadline,
            progress: self.progress,
        };
        checker.check(pages.into_pages()).await
    }
}
