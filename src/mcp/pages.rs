//! The tools that ask what became of pages.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::RequestContext;
use rmcp::{Peer, RoleServer, tool, tool_router};
use search_console::search_analytics::Query;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::answers::{Analysed, IndexingStatus, Inspected, PagesAudited, PropertyAudited};
use super::desk::{input, property, site};
use super::paging::cut_to;
use super::questions::{Analytics, AuditPages, Inspect, Status};
use super::server::Server;
use super::tool_failure::ToolFailure;
use super::wording::reword_failure;
use crate::audit::Freshness;
use crate::cli;
use crate::commands::{self, Cut, Job, Terms, Watching};
use crate::failure::{Failure, FailureReport, NothingToDo};
use crate::history::{Problem, Standing};
use crate::indexing::{IndexState, Reason};
use crate::report::{AuditReport, PageReport};
use crate::settings;
use crate::store::PageNow;

/// How long the answer on a page stays good.
const FRESH_FOR: Duration = Duration::from_secs(14 * 86_400);

/// Pages inspected by one call.
const MOST_URLS: usize = 20;

/// Pages listed by one call.
const MOST_LISTED: usize = 500;

/// Rows answered by one call.
const MOST_ROWS: u32 = 1_000;

/// Pages in error in an agent's answer, of all properties; `indexing_status` lists the others.
const MOST_ERRORS: usize = 20;

/// Sitemaps in an agent's answer, of all properties.
const MOST_SITEMAPS: usize = 50;

/// Properties in the answer of one audit.
const MOST_AUDITS: usize = 10;

/// Sitemaps that could not be audited, in the answer of one audit.
const MOST_FAILURES: usize = 20;

/// Pages of one audit.
const MOST_BUDGET: u32 = 2_000;

/// How long one audit may take. The description of the tool says so, too.
const LONGEST_AUDIT: Duration = Duration::from_secs(600);

/// What the notifications of progress say while Google is asked.
const INSPECTING: &str = "inspecting pages";

/// Between two notifications of progress.
const PROGRESS_EVERY: u64 = 10;

#[tool_router(router = page_tools, vis = "pub(super)")]
impl Server {
    /// Asks Google's index of up to twenty pages now: state (indexed, pending, excluded, error),
    /// the reason, what to do about it, the last crawl and the canonical URL. Costs one of 2,000
    /// inspections a day for each page; for what is known already call `indexing_status`.
    #[tool(annotations(title = "Inspect pages", read_only_hint = true, open_world_hint = true))]
    async fn inspect_urls(
        &self,
        Parameters(asked): Parameters<Inspect>,
        cancelled: CancellationToken,
    ) -> Result<Json<Inspected>, ToolFailure> {
        if asked.urls.is_empty() || asked.urls.len() > MOST_URLS {
            return Err(ToolFailure::wish(format!(
                "error: {} URLs were given\nhelp: give 1 to {MOST_URLS}; for more call audit_pages",
                asked.urls.len()
            )));
        }
        let work = async {
            let site = site(asked.site.as_deref())?;
            let urls = settings::page_urls(&asked.urls)?;
            let context = self.desk.context().await?;
            let google = context.google(site);
            let deadline = self.desk.deadline();
            let mut pages: Vec<PageReport> =
                commands::inspect_pages(context, &google, &urls, deadline)
                    .collect()
                    .await;
            pages
                .iter_mut()
                .filter_map(|page| page.error.as_mut())
                .for_each(reword_failure);
            Ok(Inspected { pages })
        };
        let found = self.desk.unless_cancelled(&cancelled, work).await?;
        let failures: Vec<_> = found
            .pages
            .iter()
            .filter_map(|one| one.error.as_ref())
            .collect();
        match failures.first() {
            // Nothing was learnt.
            Some(first) if failures.len() == found.pages.len() => {
                Err(ToolFailure::from(*first).having(&found))
            }
            _ => Ok(Json(found)),
        }
    }

    /// Tells how the pages of a property stand, from what earlier inspections learnt: totals and
    /// reasons first, then the pages in one state (without `state`, those in error). Asks Google
    /// nothing and costs nothing; `audit_pages` brings it up to date.
    #[tool(annotations(
        title = "Indexing status",
        read_only_hint = true,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn indexing_status(
        &self,
        Parameters(asked): Parameters<Status>,
        cancelled: CancellationToken,
    ) -> Result<Json<IndexingStatus>, ToolFailure> {
        let wanted = Wanted::of(&asked)?;
        let work = async {
            let site = property(&asked.site)?;
            let take = |found: &mut Found, page| found.take(page);
            let store = self.desk.store().await?;
            let found = store
                .fold_pages(&site, Found::wanting(wanted), take)
                .await?;
            if found.standing.totals.listed == 0 {
                return Err(NothingToDo::NothingKnown.into());
            }
            Ok(Json(found.into_answer(site.name())))
        };
        self.desk.unless_cancelled(&cancelled, work).await
    }

    /// Reads a sitemap (of an index, its children, too; of a site, those that its robots.txt names)
    /// and asks Google's index of its pages, within `budget` and the day's quota: new ones first,
    /// then changed ones, those in error, and those whose answer is old; none whose answer is fresh.
    /// Takes ten minutes at most, and `ended` is then `deadline`. What was learnt is kept, also when
    /// the call is cancelled, and the next call goes on from there. Sends progress notifications.
    #[tool(annotations(
        title = "Audit pages",
        read_only_hint = true,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn audit_pages(
        &self,
        Parameters(asked): Parameters<AuditPages>,
        request: RequestContext<RoleServer>,
    ) -> Result<Json<PagesAudited>, ToolFailure> {
        let audited = self.audit(asked, &request).await?;
        match audited.worst() {
            Some(failure) => Err(ToolFailure::from(failure).having(&audited)),
            None => Ok(Json(audited)),
        }
    }

    /// Counts clicks, impressions, click-through rate and mean position in Google's search results,
    /// grouped by date, query, page, country, device or search appearance. The numbers of the last
    /// three days are not final.
    #[tool(annotations(
        title = "Search analytics",
        read_only_hint = true,
        open_world_hint = true
    ))]
    async fn search_analytics(
        &self,
        Parameters(asked): Parameters<Analytics>,
        cancelled: CancellationToken,
    ) -> Result<Json<Analysed>, ToolFailure> {
        let query = self.query(&asked)?;
        let work = async {
            let site = property(&asked.site)?;
            let client = self.desk.client().await?;
            let start = query.start_row;
            let rows = commands::all_rows(client, &site, query, self.desk.deadline());
            let report = rows.await?;
            let next = start as usize + report.rows.len();
            Ok(Json(Analysed {
                next_cursor: report.has_more.then(|| next.to_string()),
                report,
            }))
        };
        self.desk.unless_cancelled(&cancelled, work).await
    }
}

impl Server {
    async fn audit(
        &self,
        asked: AuditPages,
        request: &RequestContext<RoleServer>,
    ) -> Result<PagesAudited, ToolFailure> {
        let site = site(asked.site.as_deref())?;
        let input = input(&asked.sitemap)?;
        let context = self.desk.context().await?;
        let google = context.google(site);
        let end = Instant::now() + LONGEST_AUDIT;
        let progress = AuditProgress::of(request);
        progress.reading();
        let inputs = vec![input];
        let finding = commands::by_property(
            context,
            &google,
            inputs,
            self.desk.deadline_within(LONGEST_AUDIT),
        );
        let (groups, mut failures) = tokio::select! {
            found = finding => found,
            () = request.ct.cancelled() => return Err(ToolFailure::cancelled()),
        };
        let mut budget = asked.budget.min(MOST_BUDGET);
        let mut reports = Vec::with_capacity(groups.len());
        for (property, sitemaps) in groups.into_values() {
            let job = Job {
                context,
                property: &property,
                terms: Terms {
                    budget: Some(budget),
                    freshness: Freshness { settled: FRESH_FOR },
                },
                progress: &progress,
            };
            match job.run(&sitemaps, cut(&request.ct, end)).await {
                Ok((report, cut)) => {
                    let spent = u32::try_from(report.inspected).unwrap_or(u32::MAX);
                    budget = budget.saturating_sub(spent);
                    reports.push(report);
                    if cut == Some(Cut::Cancelled) {
                        break;
                    }
                }
                // What was learnt of other properties is told all the same.
                Err(failure) => failures.push(failure.describe()),
            }
        }
        if reports.is_empty() && failures.is_empty() {
            return Err(Failure::from(NothingToDo::NoSitemap).into());
        }
        Ok(PagesAudited::of(reports, failures))
    }

    fn query(&self, asked: &Analytics) -> Result<Query, ToolFailure> {
        let day = |text: &Option<String>| match text.as_deref().map(str::parse) {
            None => Ok(None),
            Some(Ok(day)) => Ok(Some(day)),
            Some(Err(_)) => Err(ToolFailure::wish(
                "error: a day was not understood\nhelp: write it as YYYY-MM-DD",
            )),
        };
        let days = commands::days(
            day(&asked.start)?,
            day(&asked.end)?,
            self.desk.outside.now(),
        );
        let (start_date, end_date) = days.map_err(Failure::from)?;
        let filters = asked.filters.iter().map(|text| cli::filter(text)).collect();
        let filters: Result<_, String> = filters;
        let cursor = asked.cursor.as_deref().map_or(Ok(0), str::parse);
        Ok(Query {
            start_date,
            end_date,
            dimensions: asked.dimensions.iter().map(|one| one.dimension()).collect(),
            search_type: asked.search_type.search_type(),
            filters: filters.map_err(|wrong| ToolFailure::wish(format!("error: {wrong}")))?,
            row_limit: asked.limit.clamp(1, MOST_ROWS),
            start_row: cursor
                .map_err(|_| ToolFailure::wish("error: the cursor is none of this tool's"))?,
        })
    }
}

impl PagesAudited {
    /// As much of it as fits an agent's context; what failed comes first.
    fn of(mut reports: Vec<AuditReport>, mut failures: Vec<FailureReport>) -> Self {
        reports.sort_by_key(|report| report.error.is_none());
        let audits_hidden = cut_to(&mut reports, MOST_AUDITS);
        let failures_hidden = cut_to(&mut failures, MOST_FAILURES);
        let parts = reports.len().max(1);
        let short = |mut report: AuditReport| {
            report.errors.truncate(MOST_ERRORS / parts);
            report.refused.truncate(MOST_ERRORS / parts);
            report.refused.iter_mut().for_each(reword_failure);
            report
                .sitemaps
                .iter_mut()
                .filter_map(|one| one.error.as_mut())
                .for_each(reword_failure);
            report.sitemaps.sort_by_key(|one| one.error.is_none());
            let sitemaps_hidden = cut_to(&mut report.sitemaps, MOST_SITEMAPS / parts);
            PropertyAudited {
                report,
                sitemaps_hidden,
            }
        };
        Self {
            audits: reports.into_iter().map(short).collect(),
            audits_hidden,
            failures,
            failures_hidden,
        }
    }

    /// Why it is no success, if it is none.
    fn worst(&self) -> Option<&FailureReport> {
        let broken_off = self
            .audits
            .iter()
            .filter_map(|audit| audit.report.error.as_ref());
        self.failures.iter().chain(broken_off).next()
    }
}

/// Which pages an agent wants to see.
struct Wanted {
    state: IndexState,
    reason: Option<Reason>,
    prefix: Option<String>,
    after: Option<String>,
    limit: usize,
}

impl Wanted {
    fn of(asked: &Status) -> Result<Self, ToolFailure> {
        let reason = asked.reason.as_deref().map(|name| {
            Reason::named(name).ok_or_else(|| {
                let names = Reason::ALL.map(Reason::as_str).join(", ");
                ToolFailure::wish(format!(
                    "error: `{name}` is no reason\nhelp: the reasons are {names}"
                ))
            })
        });
        Ok(Self {
            state: asked.state.unwrap_or(IndexState::Error),
            reason: reason.transpose()?,
            prefix: asked.prefix.clone(),
            after: asked.cursor.clone(),
            limit: asked.limit.min(MOST_LISTED),
        })
    }

    /// The cursor is the address of the last page that was listed: it stays good when pages come
    /// and go.
    fn matches(&self, page: &PageNow) -> bool {
        let Some((reason, _)) = page.last else {
            return false;
        };
        let named = |wanted: &Reason| *wanted == reason;
        let is_after = |after: &String| page.url > *after;
        let begins = |prefix: &String| page.url.starts_with(prefix.as_str());
        (self.reason.is_some() || reason.state() == self.state)
            && self.reason.as_ref().is_none_or(named)
            && self.prefix.as_ref().is_none_or(begins)
            && self.after.as_ref().is_none_or(is_after)
    }
}

/// What was found of it.
struct Found {
    wanted: Wanted,
    standing: Standing,
    pages: Vec<Problem>,
    has_more: bool,
}

impl Found {
    fn wanting(wanted: Wanted) -> Self {
        Self {
            wanted,
            standing: Standing::listing(0),
            pages: Vec::new(),
            has_more: false,
        }
    }

    fn take(&mut self, page: PageNow) {
        if self.wanted.matches(&page) {
            if self.pages.len() < self.wanted.limit {
                self.pages.push(page.clone().into());
            } else {
                self.has_more = true;
            }
        }
        self.standing.add(page);
    }

    fn into_answer(self, site: &str) -> IndexingStatus {
        let last = self.pages.last().map(|page| page.url.clone());
        IndexingStatus {
            site: site.to_owned(),
            totals: self.standing.totals,
            reasons: self.standing.reasons(),
            next_cursor: last.filter(|_| self.has_more),
            pages: self.pages,
        }
    }
}

/// When an audit is broken off.
async fn cut(cancelled: &CancellationToken, end: Instant) -> Cut {
    tokio::select! {
        () = cancelled.cancelled() => Cut::Cancelled,
        () = tokio::time::sleep_until(end) => Cut::Deadline,
    }
}

/// Tells the agent how an audit goes on, if it wants to know.
struct AuditProgress {
    to: Option<(Peer<RoleServer>, ProgressToken)>,
    expected: AtomicU64,
    done: AtomicU64,
}

impl AuditProgress {
    fn of(request: &RequestContext<RoleServer>) -> Self {
        let token = request.meta.get_progress_token();
        Self {
            to: token.map(|token| (request.peer.clone(), token)),
            expected: AtomicU64::new(0),
            done: AtomicU64::new(0),
        }
    }
}

impl Watching for AuditProgress {
    fn reading(&self) {
        let done = self.step();
        self.tell(done, None, "reading the sitemaps");
    }

    fn expect(&self, pages: u64, _left_today: u64) {
        let done = self.step();
        self.expected.store(done + pages, Ordering::Relaxed);
        self.tell(done, Some(done + pages), INSPECTING);
    }

    fn one_done(&self) {
        let done = self.step();
        let expected = self.expected.load(Ordering::Relaxed);
        if done == expected || done.is_multiple_of(PROGRESS_EVERY) {
            self.tell(done, Some(expected), INSPECTING);
        }
    }
}

impl AuditProgress {
    /// One step more: the protocol wants each notification to tell of more than the one before, so
    /// what leads to the pages counts, too.
    fn step(&self) -> u64 {
        self.done.fetch_add(1, Ordering::Relaxed) + 1
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the protocol counts in fractions"
    )]
    fn tell(&self, done: u64, expected: Option<u64>, doing: &str) {
        let Some((peer, token)) = &self.to else {
            return;
        };
        let mut told =
            ProgressNotificationParam::new(token.clone(), done as f64).with_message(doing);
        if let Some(expected) = expected {
            told = told.with_total(expected as f64);
        }
        let peer = peer.clone();
        // An agent that is gone needs no progress.
        tokio::spawn(async move { peer.notify_progress(told).await });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_audit_is_broken_off_by_its_end_or_by_the_agent() {
        let nobody = CancellationToken::new();
        assert_eq!(cut(&nobody, Instant::now()).await, Cut::Deadline);
        let somebody = CancellationToken::new();
        somebody.cancel();
        let end = Instant::now() + LONGEST_AUDIT;
        assert_eq!(cut(&somebody, end).await, Cut::Cancelled);
    }
}
