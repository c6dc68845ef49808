//! Audits the pages of one property, and reports their state.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use net::Deadline;
use search_console::Property;
use tokio::time::Instant;
use url::Url;

use super::context::Context;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Stop;
use crate::index::audit::{
    Audit, Ended, Finding, Freshness, InspectionError, Inspector, Progressing, Tally, plan,
};
use crate::index::history::IndexingSummary;
use crate::model::{
    AuditEnd, AuditReport, AuditedSitemap, ExitCode, Failure, FailureReport, QuotaReport, Remedy,
};
use crate::site::listing::{ListedSitemap, Lister, Taken};
use crate::site::progress::Progress;
use crate::site::reading::Reader;
use crate::store::{Claimant, PropertyId, Synced};

/// Time limit for reading the sitemaps.
const READING: Duration = Duration::from_secs(600);

/// Maximum number of pages in error in a report.
const MOST_ERRORS: usize = 100;

/// Maximum number of rejected inspections in a report.
const MOST_REFUSALS: usize = 20;

/// Limits of an audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuditLimits {
    /// Maximum number of pages; `None` for the remaining quota.
    pub(crate) budget: Option<u32>,
    /// Age up to which results count.
    pub(crate) freshness: Freshness,
    /// Time limit for reading the sitemaps of a property.
    pub(crate) reading: Duration,
}

/// Reason why an audit ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// A signal.
    Stop(Stop),
    /// The caller cancelled it.
    Cancelled,
    /// The deadline passed.
    Deadline,
}

/// Observer of an audit.
pub(crate) trait AuditProgress: Sync {
    /// Reading the sitemaps, which may take minutes.
    fn reading(&self) {}
    /// `pages` pages will be inspected; `left_today` inspections are left today.
    fn expect(&self, pages: u64, left_today: u64);
    /// One page was inspected.
    fn one_done(&self);
}

impl AuditProgress for Progress {
    fn expect(&self, pages: u64, left_today: u64) {
        self.expect_asking(pages, left_today);
    }

    fn one_done(&self) {
        Self::one_done(self);
    }
}

/// Result of the audit of one property.
pub(crate) struct Done {
    pub(crate) report: AuditReport,
    /// Pages for which an inspection was requested, successful or not.
    pub(crate) attempted: u32,
    /// Reason why the audit ended early, if it did.
    pub(crate) cut: Option<Interruption>,
}

/// The audit of one property.
pub(crate) struct Job<'a, W> {
    pub(crate) context: &'a Context,
    pub(crate) property: &'a Property,
    pub(crate) terms: AuditLimits,
    pub(crate) progress: &'a W,
}

impl<W: AuditProgress> Job<'_, W> {
    /// Lists the pages of `sitemaps`, inspects those that are due until `cut` completes, and
    /// reports the state of all of them.
    ///
    /// # Errors
    /// If the store fails, since no results could be stored.
    pub(crate) async fn run(
        &self,
        sitemaps: &[Url],
        cut: impl Future<Output = Interruption>,
    ) -> Result<Done, FailureReport> {
        let context = self.context;
        let id = context.store.property(self.property).await?;
        let mut report = self.blank();
        let counted = Counted {
            attempted: AtomicU32::new(0),
            done: AtomicU64::new(0),
            inner: self.progress,
        };
        self.progress.reading();
        let inspector = context.inspector(self.property, id);
        let claimant = Claimant::of(random());
        let asked = async {
            report.sitemaps = self.list(id, sitemaps).await?;
            self.ask(&inspector, claimant, &mut report, &counted).await
        };
        let cut = tokio::select! {
            done = asked => {
                done?;
                None
            }
            cut = cut => Some(cut),
        };
        context.store.release_claims(claimant).await?;
        report.inspected = counted.done.load(Ordering::Relaxed);
        match cut {
            Some(Interruption::Stop(stop)) => {
                report.ended = AuditEnd::Stopped;
                report.error = Some(Stopped(stop).into());
            }
            Some(Interruption::Deadline) => {
                report.ended = AuditEnd::Deadline;
                let attempted = counted.attempted.load(Ordering::Relaxed);
                report.error = self.outage(&inspector, &report, attempted, sitemaps);
            }
            Some(Interruption::Cancelled) | None => {}
        }
        self.conclude(id, sitemaps, &mut report).await?;
        Ok(Done {
            report,
            attempted: counted.attempted.load(Ordering::Relaxed),
            cut,
        })
    }

    /// The failure of an audit that the deadline ended although it was not simply too short: the
    /// sitemaps could not be read, or Google did not answer.
    fn outage(
        &self,
        inspector: &Inspector<'_>,
        report: &AuditReport,
        attempted: u32,
        sitemaps: &[Url],
    ) -> Option<FailureReport> {
        if report.sitemaps.is_empty() {
            let sitemap = sitemaps.first()?.clone();
            return Some(NotRead { sitemap }.into());
        }
        let unanswered = || {
            let property = self.property.name().to_owned();
            let error = InspectionError::Unanswered { property };
            (attempted > 0 && report.inspected == 0).then(|| error.into())
        };
        inspector.trouble().or_else(unanswered)
    }

    fn blank(&self) -> AuditReport {
        let now = self.context.now();
        AuditReport {
            property: self.property.name().to_owned(),
            ended: AuditEnd::Stopped,
            sitemaps: Vec::new(),
            totals: crate::model::Totals::default(),
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

    async fn list(
        &self,
        id: PropertyId,
        sitemaps: &[Url],
    ) -> Result<Vec<AuditedSitemap>, FailureReport> {
        let lister = Lister {
            reader: Reader::new(&self.context.fetcher, self.context.now()),
            property: self.property,
        };
        let mut listing = Listing {
            context: self.context,
            id,
            read: Vec::new(),
        };
        let deadline = Deadline::after(READING.min(self.terms.reading));
        for sitemap in sitemaps {
            lister.walk(sitemap, deadline, &mut listing).await?;
        }
        Ok(listing.read)
    }

    async fn ask(
        &self,
        inspector: &Inspector<'_>,
        claimant: Claimant,
        report: &mut AuditReport,
        counted: &Counted<'_, W>,
    ) -> Result<(), FailureReport> {
        let context = self.context;
        let id = inspector.id;
        let listed = addresses(&report.sitemaps);
        let pages = context.store.pages(id, listed).await?;
        let planned = context.now();
        let plan = plan(&pages, self.terms.freshness, planned, random());
        drop(pages);
        report.fresh = plan.fresh as u64;
        let left = self.left(id).await?;
        let most = self.terms.budget.map_or(left, |budget| budget.min(left)) as usize;
        let queue = &plan.queue[..plan.queue.len().min(most)];
        self.progress.expect(queue.len() as u64, left.into());
        let audit = Audit {
            inspector,
            planned,
            claimant,
        };
        let tally = audit.run(queue, counted).await;
        let is_all = queue.len() == plan.queue.len();
        take(report, tally, is_all);
        Ok(())
    }

    async fn left(&self, id: PropertyId) -> Result<u32, FailureReport> {
        let spent = self
            .context
            .store
            .spent_today(id, self.context.now())
            .await?;
        Ok(self.context.quota.per_day.saturating_sub(spent))
    }

    /// Adds the current state of all pages.
    async fn conclude(
        &self,
        id: PropertyId,
        roots: &[Url],
        report: &mut AuditReport,
    ) -> Result<(), FailureReport> {
        let context = self.context;
        let now = context.now();
        let wanted: Vec<String> = report.sitemaps.iter().map(|one| one.url.clone()).collect();
        let mut summary = context
            .store
            .fold_pages(
                self.property,
                IndexingSummary::listing(MOST_ERRORS),
                move |summary, page| {
                    if wanted.contains(&page.sitemap) {
                        summary.add(page);
                    }
                },
            )
            .await?;
        let is_submitted = context.store.is_submitted(self.property, roots).await?;
        summary.note_submission(is_submitted);
        report.totals = summary.totals;
        report.reasons = summary.reasons();
        report.errors = summary.errors;
        let pages = context.store.pages(id, addresses(&report.sitemaps)).await?;
        let remaining = plan(&pages, self.terms.freshness, now, 0).queue;
        report.remaining = remaining.len() as u64;
        report.quota.left = self.left(id).await?;
        report.quota.spent = report.quota.per_day - report.quota.left;
        report.ended_at = now;
        let has_failed = report.failures().next().is_some();
        if report.totals.listed == 0 && !has_failed {
            let property = report.property.clone();
            let nothing = FailureReport::from(NothingToDo::NoPages { property });
            report.error = Some(nothing);
        }
        let theirs = context.client.server_clock().at_least(Instant::now());
        // The results are reported also if this fails.
        let pruned = match time_of_pruning(now, theirs) {
            Some(time) => context.store.prune(time).await,
            None => Ok(()),
        };
        if let Err(error) = pruned {
            let unforgotten = || FailureReport::from(error);
            report.error.get_or_insert_with(unforgotten);
        }
        Ok(())
    }
}

/// The sitemaps were not read before the deadline.
#[derive(Debug, thiserror::Error)]
#[error("failed to read {sitemap} before the deadline")]
struct NotRead {
    sitemap: Url,
}

impl Failure for NotRead {
    fn exit_code(&self) -> ExitCode {
        ExitCode::SitemapUnreachable
    }

    fn remedy(&self) -> Option<Remedy> {
        Some("check that the site answers, or allow more time with `--deadline`".into())
    }
}

/// Time that decides which entries of the store are old, by the local clock and Google's. A local
/// clock that is ahead once must not delete the quota entries of the day, so without Google's time
/// nothing is deleted.
fn time_of_pruning(ours: Timestamp, theirs: Option<Timestamp>) -> Option<Timestamp> {
    theirs.map(|theirs| theirs.min(ours))
}

/// A random number, for orders and claims.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Adds the result of the inspections.
fn take(report: &mut AuditReport, tally: Tally, is_all: bool) {
    let describe = |error| FailureReport::from(error);
    report.refused = tally
        .refused
        .into_iter()
        .take(MOST_REFUSALS)
        .map(describe)
        .collect();
    report.ended = match tally.ended {
        Ended::Complete if is_all => AuditEnd::Complete,
        // A large site uses up the daily quota in each audit, so this is not a failure.
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

/// Stores the pages of each sitemap.
struct Listing<'a> {
    context: &'a Context,
    id: PropertyId,
    read: Vec<AuditedSitemap>,
}

impl Taken for Listing<'_> {
    async fn take(&mut self, sitemap: ListedSitemap) -> Result<(), FailureReport> {
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

/// Counts the pages, so that the counts remain if the inspections are dropped.
struct Counted<'a, W> {
    attempted: AtomicU32,
    done: AtomicU64,
    inner: &'a W,
}

impl<W: AuditProgress> Progressing for Counted<'_, W> {
    fn one_begun(&self) {
        self.attempted.fetch_add(1, Ordering::Relaxed);
    }

    fn one_done(&self, _finding: &Finding) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.inner.one_done();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_the_future_deletes_nothing_too_early() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let (now, future) = (time("2026-11-24T12:00:00Z"), time("2027-11-24T12:00:00Z"));
        assert_eq!(time_of_pruning(future, Some(now)), Some(now));
        assert_eq!(time_of_pruning(now, Some(future)), Some(now));
        assert_eq!(time_of_pruning(future, None), None);
    }
}
