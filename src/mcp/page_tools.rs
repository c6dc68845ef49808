//! The tools that read the state of pages.

use futures_util::StreamExt;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::{tool, tool_router};
use search_console::search_analytics::Query;
use tokio_util::sync::CancellationToken;

use super::answer::Json;
use super::params::{Analytics, Inspect, Status};
use super::results::{Analysed, IndexingStatus, Inspected};
use super::server::Server;
use super::server_state::site;
use super::tool_failure::ToolFailure;
use super::wording::reword_failure;
use crate::app;
use crate::app::invalid_argument::page_urls;
use crate::app::invalid_argument::property;
use crate::app::nothing_to_do::NothingToDo;
use crate::index::history::IndexingSummary;
use crate::model::{FailureReport, IndexState, PageReport, Problem, Reason, filter};
use crate::store::PageNow;

/// Maximum number of pages to inspect per call.
const MOST_URLS: usize = 20;

/// Maximum number of listed pages per call.
const MOST_LISTED: usize = 500;

/// Maximum number of rows per call.
const MOST_ROWS: u32 = 1_000;

#[tool_router(router = page_tools, vis = "pub(super)")]
impl Server {
    /// Inspects up to twenty pages in Google's index now: state (indexed, pending, excluded,
    /// error), reason, remedy, last crawl and canonical URL. Costs one of 2,000 inspections a day
    /// for each page; for results of earlier inspections call `indexing_status`.
    #[tool(annotations(title = "Inspect pages", read_only_hint = true, open_world_hint = true))]
    async fn inspect_urls(
        &self,
        Parameters(params): Parameters<Inspect>,
        cancelled: CancellationToken,
    ) -> Result<Json<Inspected>, ToolFailure> {
        if params.urls.is_empty() || params.urls.len() > MOST_URLS {
            return Err(ToolFailure::invalid_params(format!(
                "error: {} URLs were given\nhelp: give 1 to {MOST_URLS}; for more call audit_pages",
                params.urls.len()
            )));
        }
        let work = async {
            let site = site(params.site.as_deref())?;
            let urls = page_urls(&params.urls)?;
            let context = self.state.context().await?;
            let google = context.google(site);
            let deadline = self.state.deadline();
            let mut pages: Vec<PageReport> = app::inspect_pages(&context, &google, &urls, deadline)
                .collect()
                .await;
            pages
                .iter_mut()
                .filter_map(|page| page.error.as_mut())
                .for_each(reword_failure);
            Ok(Inspected { pages })
        };
        let found = self.state.unless_cancelled(&cancelled, work).await?;
        let failures: Vec<_> = found
            .pages
            .iter()
            .filter_map(|one| one.error.as_ref())
            .collect();
        match failures.first() {
            // No page was inspected.
            Some(first) if failures.len() == found.pages.len() => {
                Err(ToolFailure::from(*first).having(&found))
            }
            _ => Ok(Json(found)),
        }
    }

    /// Returns the indexing of a property from earlier inspections: totals and reasons first, then
    /// the pages in one state (by default those in error), or all that are not indexed. Sends no request and costs nothing;
    /// `audit_pages` updates it.
    #[tool(annotations(
        title = "Indexing status",
        read_only_hint = true,
        idempotent_hint = true,
        open_world_hint = false
    ))]
    async fn indexing_status(
        &self,
        Parameters(params): Parameters<Status>,
        cancelled: CancellationToken,
    ) -> Result<Json<IndexingStatus>, ToolFailure> {
        let wanted = PageFilter::of(&params)?;
        let work = async {
            let site = property(&params.site)?;
            let take = |found: &mut Found, page| found.take(page);
            let store = self.state.store().await?;
            let found = store
                .fold_pages(&site, Found::wanting(wanted), take)
                .await?;
            if found.summary.totals.listed == 0 {
                return Err(NothingToDo::NothingKnown.into());
            }
            Ok(Json(found.into_answer(site.name())))
        };
        self.state.unless_cancelled(&cancelled, work).await
    }

    /// Counts clicks, impressions, click-through rate and mean position in Google's search results,
    /// grouped by date, hour, query, page, country, device or search appearance. The numbers of the last
    /// three days are not final.
    #[tool(annotations(
        title = "Search analytics",
        read_only_hint = true,
        open_world_hint = true
    ))]
    async fn search_analytics(
        &self,
        Parameters(params): Parameters<Analytics>,
        cancelled: CancellationToken,
    ) -> Result<Json<Analysed>, ToolFailure> {
        let query = self.query(&params)?;
        let work = async {
            let site = property(&params.site)?;
            let client = self.state.client().await?;
            let start = query.start_row;
            let rows = app::all_rows(&client, &site, query, self.state.deadline());
            let report = rows.await?;
            let next = start as usize + report.rows.len();
            Ok(Json(Analysed {
                next_cursor: report.has_more.then(|| next.to_string()),
                report,
            }))
        };
        self.state.unless_cancelled(&cancelled, work).await
    }
}

impl Server {
    fn query(&self, params: &Analytics) -> Result<Query, ToolFailure> {
        let day = |text: &Option<String>| match text.as_deref().map(str::parse) {
            None => Ok(None),
            Some(Ok(day)) => Ok(Some(day)),
            Some(Err(_)) => Err(ToolFailure::invalid_params(
                "error: invalid day\nhelp: write it as YYYY-MM-DD",
            )),
        };
        let data_state = app::data_state(&params.dimensions, params.fresh);
        let days = app::days(
            day(&params.start)?,
            day(&params.end)?,
            data_state,
            self.state.clients.now(),
        );
        let (start_date, end_date) = days.map_err(FailureReport::from)?;
        let filters = params.filters.iter().map(|text| filter(text)).collect();
        let filters: Result<_, String> = filters;
        let cursor = params.cursor.as_deref().map_or(Ok(0), str::parse);
        Ok(Query {
            start_date,
            end_date,
            dimensions: params
                .dimensions
                .iter()
                .map(|one| one.dimension())
                .collect(),
            search_type: params.search_type.search_type(),
            filters: filters
                .map_err(|wrong| ToolFailure::invalid_params(format!("error: {wrong}")))?,
            data_state,
            aggregation: params.aggregation.aggregation(),
            row_limit: params.limit.clamp(1, MOST_ROWS),
            start_row: cursor.map_err(|_| {
                ToolFailure::invalid_params("error: the cursor does not belong to this tool")
            })?,
        })
    }
}

/// Filter of the pages to list.
struct PageFilter {
    /// `None` for every state but indexed.
    state: Option<IndexState>,
    reason: Option<Reason>,
    prefix: Option<String>,
    after: Option<String>,
    limit: usize,
}

impl PageFilter {
    fn of(params: &Status) -> Result<Self, ToolFailure> {
        if params.not_indexed && params.state.is_some() {
            return Err(ToolFailure::invalid_params(
                "error: `state` and `not_indexed` exclude each other\nhelp: leave one of them out",
            ));
        }
        let reason = params.reason.as_deref().map(|name| {
            Reason::named(name).ok_or_else(|| {
                let names = Reason::ALL.map(Reason::as_str).join(", ");
                ToolFailure::invalid_params(format!(
                    "error: unknown reason `{name}`\nhelp: the reasons are {names}"
                ))
            })
        });
        Ok(Self {
            state: (!params.not_indexed).then(|| params.state.unwrap_or(IndexState::Error)),
            reason: reason.transpose()?,
            prefix: params.prefix.clone(),
            after: params.cursor.clone(),
            limit: params.limit.min(MOST_LISTED),
        })
    }

    /// The cursor is the URL of the last listed page, so it stays valid when pages are added or
    /// removed.
    fn matches(&self, page: &PageNow) -> bool {
        let Some((reason, _)) = page.last else {
            return false;
        };
        let named = |wanted: &Reason| *wanted == reason;
        let is_after = |after: &String| page.url > *after;
        let begins = |prefix: &String| page.url.starts_with(prefix.as_str());
        let is_wanted = match self.state {
            Some(state) => reason.state() == state,
            None => reason.state() != IndexState::Indexed,
        };
        (self.reason.is_some() || is_wanted)
            && self.reason.as_ref().is_none_or(named)
            && self.prefix.as_ref().is_none_or(begins)
            && self.after.as_ref().is_none_or(is_after)
    }
}

/// Pages found so far.
struct Found {
    wanted: PageFilter,
    summary: IndexingSummary,
    pages: Vec<Problem>,
    has_more: bool,
}

impl Found {
    fn wanting(wanted: PageFilter) -> Self {
        Self {
            wanted,
            summary: IndexingSummary::listing(0),
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
        self.summary.add(page);
    }

    fn into_answer(self, site: &str) -> IndexingStatus {
        let last = self.pages.last().map(|page| page.url.clone());
        IndexingStatus {
            site: site.to_owned(),
            totals: self.summary.totals,
            reasons: self.summary.reasons(),
            next_cursor: last.filter(|_| self.has_more),
            pages: self.pages,
        }
    }
}
