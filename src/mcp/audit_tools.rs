//! The tool that audits the pages of sitemaps, with its progress notifications.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::RequestContext;
use rmcp::{Peer, RoleServer, tool, tool_router};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::answer::Json;
use super::paging::cut_to;
use super::params::AuditPages;
use super::results::{PagesAudited, PropertyAudited};
use super::server::Server;
use super::server_state::site;
use super::tool_failure::ToolFailure;
use super::wording::reword_failure;
use crate::app::invalid_argument::submittable;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::{self, AuditLimits, AuditProgress, Interruption};
use crate::index::audit::Freshness;
use crate::model::{AuditEnd, AuditReport, FailureReport};

/// Age up to which the result of a page counts.
const FRESH_FOR: Duration = Duration::from_secs(14 * 86_400);

/// Maximum number of pages in error in a result, over all properties; `indexing_status` lists the
/// others.
const MOST_ERRORS: usize = 20;

/// Maximum number of sitemaps in a result, over all properties.
const MOST_SITEMAPS: usize = 50;

/// Maximum number of properties in a result.
const MOST_AUDITS: usize = 10;

/// Maximum number of failed sitemaps in a result.
const MOST_FAILURES: usize = 20;

/// Maximum number of pages of an audit.
const MOST_BUDGET: u32 = 2_000;

/// Time limit of an audit.
const LONGEST_AUDIT: Duration = Duration::from_secs(600);

/// Cursor to continue an audit; the due pages are in the store.
const CONTINUE: &str = "due-pages";

/// Progress message during inspections.
const INSPECTING: &str = "inspecting pages";

/// Interval of progress notifications.
const PROGRESS_EVERY: u64 = 10;

#[tool_router(router = audit_tools, vis = "pub(super)")]
impl Server {
    /// Reads a sitemap (including the children of an index, or those that a site's robots.txt
    /// names) and inspects its pages within `budget` and the daily quota: new ones first, then
    /// changed ones, those in error, and those with an old result; pages with a fresh result are
    /// skipped. If the time limit is reached, `next_cursor` continues in the next call. Results are
    /// kept, even if the call is cancelled.
    #[tool(annotations(
        title = "Audit pages",
        read_only_hint = true,
        idempotent_hint = false,
        open_world_hint = true
    ))]
    async fn audit_pages(
        &self,
        Parameters(params): Parameters<AuditPages>,
        request: RequestContext<RoleServer>,
    ) -> Result<Json<PagesAudited>, ToolFailure> {
        let audited = self.audit(params, &request).await?;
        match audited.worst() {
            Some(failure) => Err(ToolFailure::from(failure).having(&audited)),
            None => Ok(Json(audited)),
        }
    }
}

impl Server {
    async fn audit(
        &self,
        params: AuditPages,
        request: &RequestContext<RoleServer>,
    ) -> Result<PagesAudited, ToolFailure> {
        let site = site(params.site.as_deref())?;
        let input = submittable(&params.sitemap)?;
        let context = self.state.context().await?;
        let google = context.google(site);
        if params
            .cursor
            .as_deref()
            .is_some_and(|cursor| cursor != CONTINUE)
        {
            return Err(ToolFailure::invalid_params(
                "error: the cursor does not belong to this tool\nhelp: call again without it",
            ));
        }
        let time = Duration::from_secs(params.max_seconds.max(1)).min(LONGEST_AUDIT);
        let end = Instant::now() + time;
        let progress = ToolProgress::of(request);
        progress.reading();
        let inputs = vec![input];
        let finding = app::by_property(&context, &google, inputs, self.state.deadline_within(time));
        let (groups, failures) = tokio::select! {
            found = finding => found,
            () = request.ct.cancelled() => return Err(ToolFailure::cancelled()),
        };
        let terms = AuditLimits {
            budget: Some(params.budget.min(MOST_BUDGET)),
            freshness: Freshness { settled: FRESH_FOR },
            reading: app::reading_time(LONGEST_AUDIT),
        };
        let cut = cut(&request.ct, end);
        let mut audited = app::audit_each(&context, groups, terms, &progress, cut).await;
        audited.failures.splice(..0, failures);
        if audited.reports.is_empty() && audited.failures.is_empty() {
            return Err(FailureReport::from(NothingToDo::NoSitemap).into());
        }
        Ok(PagesAudited::of(audited.reports, audited.failures))
    }
}

impl PagesAudited {
    /// The part of the result that fits an agent's context; failures come first.
    fn of(mut reports: Vec<AuditReport>, mut failures: Vec<FailureReport>) -> Self {
        let is_cut = |report: &AuditReport| report.ended == AuditEnd::Deadline;
        let next_cursor = reports.iter().any(is_cut).then(|| CONTINUE.to_owned());
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
            next_cursor,
            audits: reports.into_iter().map(short).collect(),
            audits_hidden,
            failures,
            failures_hidden,
        }
    }

    /// The failure, if it is one: an audit fails if it stopped early or if none of its sitemaps could
    /// be read. A few unreadable sitemaps of an index are part of the result.
    fn worst(&self) -> Option<&FailureReport> {
        let of_audits = self.audits.iter().flat_map(|audit| {
            let sitemaps = &audit.report.sitemaps;
            let is_unread = sitemaps.iter().all(|one| one.error.is_some());
            let unread = sitemaps.iter().filter_map(|one| one.error.as_ref());
            audit
                .report
                .error
                .iter()
                .chain(unread.filter(move |_| is_unread))
        });
        self.failures.iter().chain(of_audits).next()
    }
}

/// Waits for the end of an audit.
async fn cut(cancelled: &CancellationToken, end: Instant) -> Interruption {
    tokio::select! {
        () = cancelled.cancelled() => Interruption::Cancelled,
        () = tokio::time::sleep_until(end) => Interruption::Deadline,
    }
}

/// Sends the progress of an audit to the agent, if it requested that.
struct ToolProgress {
    to: Option<(Peer<RoleServer>, ProgressToken)>,
    expected: AtomicU64,
    done: AtomicU64,
}

impl ToolProgress {
    fn of(request: &RequestContext<RoleServer>) -> Self {
        let token = request.meta.get_progress_token();
        Self {
            to: token.map(|token| (request.peer.clone(), token)),
            expected: AtomicU64::new(0),
            done: AtomicU64::new(0),
        }
    }
}

impl AuditProgress for ToolProgress {
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

impl ToolProgress {
    /// Counts one step: the protocol requires increasing progress values, so the preparation also
    /// counts.
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
        // Ignore errors: a disconnected client needs no progress.
        tokio::spawn(async move { peer.notify_progress(told).await });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_audit_is_broken_off_by_its_end_or_by_the_agent() {
        let nobody = CancellationToken::new();
        assert_eq!(cut(&nobody, Instant::now()).await, Interruption::Deadline);
        let somebody = CancellationToken::new();
        somebody.cancel();
        let end = Instant::now() + LONGEST_AUDIT;
        assert_eq!(cut(&somebody, end).await, Interruption::Cancelled);
    }
}
