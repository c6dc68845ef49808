//! `audit`: which pages of sitemaps are indexed, pending, excluded or in error.

use std::collections::BTreeMap;
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use search_console::auth::Scope;
use search_console::{Deadline, Property};
use tokio::time::Instant;
use url::Url;

use super::context::Context;
use super::open_store::Need;
use super::targets::find_targets;
use crate::audit::{Audit, Ended, Finding, Freshness, Progressing, Tally, plan};
use crate::cli::AuditArgs;
use crate::engine::Google;
use crate::failure::{Failure, FailureReport, NothingToDo};
use crate::fetch::Patience;
use crate::history::Standing;
use crate::input::Input;
use crate::listing::{ListedSitemap, Lister, Taken};
use crate::outside::Outside;
use crate::progress::Progress;
use crate::reading::Reader;
use crate::report::{AuditEnd, AuditReport, AuditedSitemap, QuotaReport};
use crate::settings;
use crate::shutdown::{Shutdown, Stop};
use crate::store::{PropertyId, Synced};

/// How long the sitemaps may take to be read, and the properties to be listed.
const READING: Duration = Duration::from_secs(600);

/// Pages in error that a report lists.
const MOST_ERRORS: usize = 100;

/// Refusals that a report lists.
const MOST_REFUSALS: usize = 20;

/// What to ask, and how much of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// Pages at most; `None` for what the quota leaves.
    pub(crate) budget: Option<u32>,
    /// How long answers stay good.
    pub(crate) freshness: Freshness,
}

/// Why an audit is broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A signal.
    Stop(Stop),
    /// Whoever wanted it does not want it any more.
    Cancelled,
    /// The time is up.
    Deadline,
}

/// What an audit came to: a report for each property, and why others could not be begun.
pub(crate) struct Audited {
    pub(crate) reports: Vec<AuditReport>,
    pub(crate) failures: Vec<FailureReport>,
}

/// Does what `args` ask for; gives a report per property.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn audit(
    args: &AuditArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Audited, Failure> {
    let site = settings::site(&args.site)?;
    let mut inputs = settings::inputs(&args.input, Input::parse_submittable)?;
    if inputs.is_empty() {
        inputs.extend(site.as_ref().and_then(Property::site_root).map(Input::Site));
    }
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    let need = Need::Required("an audit");
    let context = Context::open(
        outside,
        &args.key,
        Scope::ReadOnly,
        &args.store,
        need,
        &args.quota,
    )?;
    let google = context.google(site);
    let terms = Terms {
        budget: args.budget,
        freshness: Freshness {
            settled: args.fresh_for,
        },
    };
    let end = Instant::now() + args.deadline;
    let reading = Deadline::after(READING);
    let progress = Progress::start();
    let (groups, failures) = tokio::select! {
        found = by_property(&context, &google, inputs, reading) => found,
        stop = shutdown.requested() => return Err(Failure::Stopped(stop)),
    };
    let mut audited = Audited {
        reports: Vec::new(),
        failures,
    };
    for (property, sitemaps) in groups.into_values() {
        let cut = async {
            tokio::select! {
                stop = shutdown.requested() => Cut::Stop(stop),
                () = tokio::time::sleep_until(end) => Cut::Deadline,
            }
        };
        let job = Job {
            context: &context,
            property: &property,
            terms,
            progress: &progress,
        };
        let (report, cut) = job.run(&sitemaps, cut).await?;
        audited.reports.push(report);
        if matches!(cut, Some(Cut::Stop(_))) {
            break;
        }
    }
    Ok(audited)
}

/// The sitemaps of `inputs` by the property that covers them, and those for which there is none.
pub(crate) async fn by_property(
    context: &Context,
    google: &Google,
    inputs: Vec<Input>,
    deadline: Deadline,
) -> (BTreeMap<String, (Property, Vec<Url>)>, Vec<FailureReport>) {
    let (targets, failed) = find_targets(inputs, &context.fetcher, Patience::Long, deadline).await;
    let mut failures: Vec<FailureReport> = failed
        .iter()
        .flat_map(|report| report.failures().cloned())
        .collect();
    let mut groups: BTreeMap<String, (Property, Vec<Url>)> = BTreeMap::new();
    for sitemap in targets.iter().filter_map(|target| target.source.url()) {
        match google.readable_property_for(sitemap, deadline).await {
            Ok(property) => groups
                .entry(property.name().to_owned())
                .or_insert_with(|| (property, Vec::new()))
                .1
                .push(sitemap.clone()),
            Err(error) => failures.push(Failure::from(error).describe()),
        }
    }
    (groups, failures)
}

/// Is told how an audit goes on.
pub(crate) trait Watching: Sync {
    /// The sitemaps are read now, which may take minutes.
    fn reading(&self) {}
    /// So many pages will be asked of, and the day has so many inspections left.
    fn expect(&self, pages: u64, left_today: u64);
    /// One page has an answer.
    fn one_done(&self);
}

impl Watching for Progress {
    fn expect(&self, pages: u64, left_today: u64) {
        self.expect_asking(pages, left_today);
    }

    fn one_done(&self) {
        Self::one_done(self);
    }
}

/// The audit of one property.
pub(crate) struct Job<'a, W> {
    pub(crate) context: &'a Context,
    pub(crate) property: &'a Property,
    pub(crate) terms: Terms,
    pub(crate) progress: &'a W,
}

impl<W: Watching> Job<'_, W> {
    /// Lists the pages of `sitemaps`, asks of those that are due until `cut` completes, and reports
    /// how all of them stand.
    ///
    /// # Errors
    /// When the store fails: then nothing could be kept.
    pub(crate) async fn run(
        &self,
        sitemaps: &[Url],
        cut: impl Future<Output = Cut>,
    ) -> Result<(AuditReport, Option<Cut>), Failure> {
        let context = self.context;
        let id = context.store.property(self.property).await?;
        let mut report = self.blank();
        let counted = Counted {
            done: AtomicU64::new(0),
            inner: self.progress,
        };
        self.progress.reading();
        let asked = async {
            report.sitemaps = self.list(id, sitemaps).await?;
            self.ask(id, &mut report, &counted).await
        };
        let cut = tokio::select! {
            done = asked => {
                done?;
                None
            }
            cut = cut => Some(cut),
        };
        report.inspected = counted.done.load(Ordering::Relaxed);
        match cut {
            Some(Cut::Stop(stop)) => {
                report.ended = AuditEnd::Stopped;
                report.error = Some(Failure::Stopped(stop).describe());
            }
            Some(Cut::Deadline) => report.ended = AuditEnd::Deadline,
            // As it is without an end.
            Some(Cut::Cancelled) | None => {}
        }
        self.conclude(id, &mut report).await?;
        Ok((report, cut))
    }

    fn blank(&self) -> AuditReport {
        let now = self.context.now();
        AuditReport {
            property: self.property.name().to_owned(),
            ended: AuditEnd::Stopped,
            sitemaps: Vec::new(),
            totals: crate::history::Totals::default(),
            reasons: Vec::new(),
            errors: Vec::new(),
            inspected: 0,
            fresh: 0,
            remaining: 0,
            refused: Vec::new(),
            quota: QuotaReport {
                per_day: self.context.quota.per_day,
                spent: 0,
                left: 0,
            },
            started_at: now,
            ended_at: now,
            error: None,
        }
    }

    async fn list(&self, id: PropertyId, sitemaps: &[Url]) -> Result<Vec<AuditedSitemap>, Failure> {
        let lister = Lister {
            reader: Reader::new(&self.context.fetcher, self.context.now()),
            property: self.property,
        };
        let mut listing = Listing {
            context: self.context,
            id,
            read: Vec::new(),
        };
        let deadline = Deadline::after(READING);
        for sitemap in sitemaps {
            lister.walk(sitemap, deadline, &mut listing).await?;
        }
        Ok(listing.read)
    }

    async fn ask(
        &self,
        id: PropertyId,
        report: &mut AuditReport,
        counted: &Counted<'_, W>,
    ) -> Result<(), Failure> {
        let context = self.context;
        let listed = addresses(&report.sitemaps);
        let pages = context.store.pages(id, listed).await?;
        let planned = context.now();
        let seed = RandomState::new().build_hasher().finish();
        let plan = plan(&pages, self.terms.freshness, planned, seed);
        drop(pages);
        report.fresh = plan.fresh as u64;
        let left = self.left(id).await?;
        let most = self.terms.budget.map_or(left, |budget| budget.min(left)) as usize;
        let queue = &plan.queue[..plan.queue.len().min(most)];
        self.progress.expect(queue.len() as u64, left.into());
        let investigator = context.investigator(self.property, id);
        let audit = Audit {
            investigator: &investigator,
            planned,
        };
        let tally = audit.run(queue, counted).await;
        let is_all = queue.len() == plan.queue.len();
        take(report, tally, is_all);
        Ok(())
    }

    async fn left(&self, id: PropertyId) -> Result<u32, Failure> {
        let spent = self
            .context
            .store
            .spent_today(id, self.context.now())
            .await?;
        Ok(self.context.quota.per_day.saturating_sub(spent))
    }

    /// Adds how all pages stand now, whoever asked of them.
    async fn conclude(&self, id: PropertyId, report: &mut AuditReport) -> Result<(), Failure> {
        let context = self.context;
        let now = context.now();
        let wanted: Vec<String> = report.sitemaps.iter().map(|one| one.url.clone()).collect();
        let standing = context
            .store
            .fold_pages(
                self.property,
                Standing::listing(MOST_ERRORS),
                move |standing, page| {
                    if wanted.contains(&page.sitemap) {
                        standing.add(page);
                    }
                },
            )
            .await?;
        report.totals = standing.totals;
        report.reasons = standing.reasons();
        report.errors = standing.errors;
        let pages = context.store.pages(id, addresses(&report.sitemaps)).await?;
        let remaining = plan(&pages, self.terms.freshness, now, 0).queue;
        report.remaining = remaining.len() as u64;
        report.quota.left = self.left(id).await?;
        report.quota.spent = report.quota.per_day - report.quota.left;
        report.ended_at = now;
        let has_failed = report.failures().next().is_some();
        if report.totals.listed == 0 && !has_failed {
            let property = report.property.clone();
            let nothing = Failure::from(NothingToDo::NoPages { property });
            report.error = Some(nothing.describe());
        }
        context.store.prune(now).await?;
        Ok(())
    }
}

/// Takes over how the asking ended.
fn take(report: &mut AuditReport, tally: Tally, is_all: bool) {
    let describe = |error| Failure::from(error).describe();
    report.refused = tally
        .refused
        .into_iter()
        .take(MOST_REFUSALS)
        .map(describe)
        .collect();
    report.ended = match tally.ended {
        Ended::Complete if is_all => AuditEnd::Complete,
        // That the day's quota is used up is how a large site is audited, and no failure.
        Ended::Complete | Ended::Spent => AuditEnd::Budget,
        Ended::Failed(error) => {
            report.error = Some(describe(error));
            AuditEnd::Failed
        }
    };
}

fn addresses(sitemaps: &[AuditedSitemap]) -> Vec<Url> {
    let address = |one: &AuditedSitemap| Url::parse(&one.url).ok();
    sitemaps.iter().filter_map(address).collect()
}

/// Keeps what each sitemap lists.
struct Listing<'a> {
    context: &'a Context,
    id: PropertyId,
    read: Vec<AuditedSitemap>,
}

impl Taken for Listing<'_> {
    async fn take(&mut self, sitemap: ListedSitemap) -> Result<(), Failure> {
        let (synced, error) = match sitemap.pages {
            Ok(pages) => {
                let store = &self.context.store;
                let now = self.context.now();
                let synced = store.sync_pages(self.id, &sitemap.url, pages, now).await?;
                (synced, None)
            }
            Err(failure) => (Synced::default(), Some(failure)),
        };
        self.read.push(AuditedSitemap {
            url: sitemap.url.into(),
            listed: synced.listed,
            added: synced.added,
            removed: synced.removed,
            foreign: sitemap.foreign,
            error,
        });
        Ok(())
    }
}

/// Counts the pages, also for the case that the asking is dropped.
struct Counted<'a, W> {
    done: AtomicU64,
    inner: &'a W,
}

impl<W: Watching> Progressing for Counted<'_, W> {
    fn one_done(&self, _finding: &Finding) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.inner.one_done();
    }
}

impl Audited {
    /// Whether anything was found out.
    pub(crate) fn has_part(&self) -> bool {
        self.reports.iter().any(|report| report.totals.listed > 0)
    }
}
