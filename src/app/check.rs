//! Checks a sitemap: fetches and validates it (for an index, also its sitemaps) and compares the
//! findings with the policy. All commands that need a verdict on a sitemap use this check.

use std::sync::Arc;

use net::Deadline;
use search_console::Property;
use sitemap_validator::robots::Rules;
use sitemap_validator::rules::{PAGE_FILE_MISSING, ROBOTS_BLOCKS_SITEMAP, ROBOTS_BLOCKS_URL};
use sitemap_validator::{Entry, EntrySink, Kind, Report, Severity};

use super::targets::Target;
use crate::app::policy::Policy;
use crate::model::{FailureReport, FindingReport, SitemapReport, Tally};
use crate::site::build_folder::BuildFolder;
use crate::site::crawl::{
    Account, Crawled, Crawler, Forbidden, IndexSink, Limits, MissingPages, Permission,
    Translations, note_translations,
};
use crate::site::fetch::AddressPolicy;
use crate::site::pages::{PageChecker, Sample};
use crate::site::progress::Progress;
use crate::site::reading::{ReadError, Reader};
use crate::site::robots_files::{AGENT, HostRobots, RobotsFiles};
use crate::store::{Snapshot, SnapshotSink};

/// Extent of a check.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CheckOptions {
    /// Findings that make the sitemap bad.
    pub(crate) policy: Policy,
    /// True if the sitemaps of an index are also validated.
    pub(crate) crawls: bool,
    /// Maximum number of listed pages to fetch.
    pub(crate) pages: usize,
    /// True to require that translations link to each other.
    pub(crate) translations: bool,
    /// True to reserve half of the remaining time for the steps after the check.
    pub(crate) keeps_time: bool,
    /// True to collect the entries for comparison with other runs.
    pub(crate) takes_snapshot: bool,
}

/// Checks the sitemaps of one run.
pub(crate) struct Check<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) robots: &'a RobotsFiles,
    /// Property that may cover sitemaps on other hosts.
    pub(crate) property: Option<&'a Property>,
    /// Account whose properties may cover both a sitemap and what it lists.
    pub(crate) account: Option<&'a dyn Account>,
    pub(crate) options: CheckOptions,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
}

/// Collects the entries of a document that a check needs.
#[derive(Debug)]
pub(crate) struct DocumentSink {
    index: IndexSink,
    snapshot: Option<SnapshotSink>,
    sample: Sample,
    translations: Translations,
    forbidden: Forbidden,
    missing: MissingPages,
}

impl DocumentSink {
    fn new(options: &CheckOptions, rules: Arc<Rules>, folder: Option<&Arc<BuildFolder>>) -> Self {
        Self {
            forbidden: Forbidden::new(rules),
            missing: MissingPages::new(folder.cloned()),
            index: IndexSink::default(),
            snapshot: options.takes_snapshot.then(SnapshotSink::default),
            sample: Sample::of(options.pages),
            translations: Translations::new(options.translations),
        }
    }

    /// The entries for comparison with other runs; empty unless the options require them.
    pub(crate) fn into_snapshot(self) -> Snapshot {
        self.snapshot.unwrap_or_default().finish()
    }
}

impl EntrySink for DocumentSink {
    fn on_entry(&mut self, entry: &Entry<'_>) {
        self.index.on_entry(entry);
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.on_entry(entry);
        }
        self.sample.on_entry(entry);
        self.translations.on_entry(entry);
        if !matches!(entry.kind(), Kind::SitemapIndex | Kind::Robots) {
            let address = entry.loc();
            self.forbidden.look(&address);
            self.missing.look(&address);
        }
    }
}

/// Result of a check.
#[derive(Debug)]
pub(crate) struct Checked {
    policy: Policy,
    validation: Report,
    crawled: Option<Crawled>,
    /// Findings about translations and fetched pages.
    tally: Tally,
    /// Reasons not to submit the sitemap that are not covered by a rule.
    guards: Vec<FindingReport>,
    /// The entries for comparison with other runs.
    pub(crate) snapshot: Snapshot,
}

impl Check<'_> {
    /// Fetches only the document of `target`, to check that it exists. Findings that need a
    /// robots.txt may be missing or wrong.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read.
    pub(crate) async fn look(&self, target: &Target) -> Result<(Report, DocumentSink), ReadError> {
        let make = || DocumentSink::new(&self.options, Arc::default(), None);
        let reader = self.reader_of(target);
        reader.read_with(&target.source, self.deadline, &make).await
    }

    fn reader_of(&self, target: &Target) -> Reader<'_> {
        self.reader
            .within(target.address_policy)
            .named_by(&target.named_by)
            .of_property(self.property)
            .following_indexes(self.options.crawls)
    }

    /// Fetches and validates only the document of `target`; `robots` is the robots.txt of its host.
    async fn read(
        &self,
        target: &Target,
        robots: Option<&HostRobots>,
    ) -> Result<(Report, DocumentSink), ReadError> {
        let is_named = robots
            .zip(target.source.url())
            .is_some_and(|(robots, url)| robots.names(&[url]));
        let reader = self.reader_of(target).announced_if(is_named);
        let rules = robots.map_or_else(Arc::default, |robots| robots.rules_for(AGENT));
        let make = || DocumentSink::new(&self.options, Arc::clone(&rules), self.reader.folder());
        let read = reader
            .read_with(&target.source, self.deadline, &make)
            .await?;
        let Some(url) = target.source.url() else {
            return Ok(read);
        };
        let permission = Permission {
            robots: self.robots,
            fetcher: self.reader.fetcher,
            property: self.property,
            account: self.account,
            deadline: self.deadline,
        };
        let address_policy = self.reader.fetcher.address_policy_from(url);
        let permitted = permission
            .hosts(&read.0.foreign, &[url], address_policy)
            .await;
        if permitted.is_empty() {
            return Ok(read);
        }
        let reader = reader.named_by(&permitted);
        reader.read_with(&target.source, self.deadline, &make).await
    }

    /// The robots.txt of the host that serves the sitemap, if it is known.
    async fn robots_of(&self, target: &Target) -> Option<Arc<HostRobots>> {
        let url = target
            .source
            .url()
            .filter(|url| url.path() != "/robots.txt")?;
        let said = self.robots.glance(
            self.reader.fetcher,
            url,
            target.address_policy,
            self.deadline,
        );
        said.await
    }

    /// Checks `target`.
    ///
    /// # Errors
    /// [`Failure`] if its document cannot be read.
    pub(crate) async fn run(&self, target: &Target) -> Result<Checked, FailureReport> {
        self.progress
            .doing("validating", &target.source.to_string());
        let robots = self.robots_of(target).await;
        let read = self.read(target, robots.as_deref()).await;
        let (validation, listed) = read.map_err(|error| target.unread(error))?;
        let mut tally = Tally::new(self.reader.options());
        let mut sample = Sample::of(self.options.pages);
        let url = target.source.url();
        // A local file is trusted, and so are its links.
        let address_policy = url.map_or(AddressPolicy::Anywhere, |url| {
            self.reader.fetcher.address_policy_from(url)
        });
        sample.join(listed.sample, address_policy);
        note_translations(&mut tally, listed.translations, |_| None);
        if let Some(url) = url
            && let Some(robots) = &robots
            && !robots.allows(AGENT, url)
        {
            tally.violated(&ROBOTS_BLOCKS_SITEMAP, None, || {
                format!("its host's robots.txt forbids {AGENT} to fetch it")
            });
        }
        let about_pages = [
            (&ROBOTS_BLOCKS_URL, listed.forbidden.message()),
            (&PAGE_FILE_MISSING, listed.missing.message()),
        ];
        for (rule, message) in about_pages {
            if let Some(message) = message {
                tally.violated(rule, None, || message);
            }
        }
        let policy = self.options.policy;
        let lists_sitemaps = matches!(validation.kind, Some(Kind::SitemapIndex | Kind::Robots));
        let mut crawled = None;
        if self.options.crawls && lists_sitemaps {
            let is_robots = validation.kind == Some(Kind::Robots);
            let crawler = self.crawler(target);
            let mut found = crawler.crawl(url, is_robots, listed.index).await;
            sample = std::mem::take(&mut found.sample);
            crawled = Some(found);
        }
        for finding in self.check_pages(sample).await {
            tally.add(finding);
        }
        let unread_children = crawled.as_ref().and_then(|found| found.unread.as_ref());
        let guards = [
            policy.unread(&validation),
            policy.unread_child(unread_children),
            policy.guard(&validation, crawled.as_ref().map(|found| found.urls)),
        ];
        Ok(Checked {
            policy,
            guards: guards.into_iter().flatten().collect(),
            validation,
            crawled,
            tally,
            snapshot: listed.snapshot.unwrap_or_default().finish(),
        })
    }

    fn crawler(&self, target: &Target) -> Crawler<'_> {
        let deadline = if self.options.keeps_time {
            self.deadline.earlier_by(self.deadline.remaining() / 2)
        } else {
            self.deadline
        };
        Crawler {
            reader: self
                .reader
                .within(AddressPolicy::Public)
                .named_by(&target.named_by),
            fetcher: self.reader.fetcher,
            robots: self.robots,
            property: self.property,
            account: self.account,
            limits: Limits::DEFAULT,
            deadline,
            progress: self.progress,
            sample: self.options.pages,
            translations: self.options.translations,
        }
    }

    async fn check_pages(&self, sample: Sample) -> Vec<FindingReport> {
        let checker = PageChecker {
            fetcher: self.reader.fetcher,
            robots: self.robots,
            levels: &self.reader.options().levels,
            deadline: self.deadline,
            progress: self.progress,
        };
        checker.check(sample.into_pages()).await
    }
}

impl Checked {
    /// Number of URLs that the sitemaps of an index list; `None` unless they were read.
    pub(crate) fn crawled_urls(&self) -> Option<u64> {
        self.crawled.as_ref().map(|crawled| crawled.urls)
    }

    /// Number of entries: URLs, or sitemaps of an index.
    pub(crate) fn entries(&self) -> u64 {
        self.validation.urls.max(self.validation.sitemaps)
    }

    /// Number of errors, fatal ones included.
    pub(crate) fn errors(&self) -> u64 {
        let tallied: u64 = self.tallies().map(|tally| tally.errors).sum();
        self.validation.errors() + tallied
    }

    /// Number of warnings.
    pub(crate) fn warnings(&self) -> u64 {
        let tallied: u64 = self.tallies().map(|tally| tally.warnings).sum();
        self.validation.count(Severity::Warning) + tallied
    }

    fn tallies(&self) -> impl Iterator<Item = &Tally> {
        let crawled = self.crawled.iter().map(|found| &found.tally);
        crawled.chain([&self.tally])
    }

    /// Adds a reason not to submit the sitemap.
    pub(crate) fn hold_back(&mut self, guard: Option<FindingReport>) {
        self.guards.extend(guard);
    }

    /// True if the sitemap meets the policy.
    pub(crate) fn is_good(&self) -> bool {
        let tallied = self.tallies().filter_map(Tally::worst).max();
        let worst = self.validation.worst().max(tallied);
        let levels = self.tally.levels();
        let mut counts = self.validation.counts.iter();
        let is_denied = self.tallies().any(|tally| tally.is_denied)
            || counts.any(|counted| levels.denies(counted.rule));
        self.guards.is_empty() && self.policy.tolerates(worst, is_denied)
    }

    /// Moves the findings into `report`.
    pub(crate) fn fill(self, report: &mut SitemapReport) {
        report.take_validation(self.validation);
        if let Some(crawled) = self.crawled {
            report.take_crawl(crawled.urls, crawled.children, crawled.tally);
        }
        report.take_tally(self.tally);
        report.findings.extend(self.guards);
    }
}
