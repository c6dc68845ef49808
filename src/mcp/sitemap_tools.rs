//! The tools that read sitemaps.

use rmcp::handler::server::wrapper::Parameters;
use rmcp::{tool, tool_router};
use tokio_util::sync::CancellationToken;

use super::answer::Json;
use super::paging::page;
use super::params::{Diagnose, ListSitemaps, ListSites, OfSitemap, Validate};
use super::results::{Diagnosis, Record, Sitemaps, Sites, Validated};
use super::server::Server;
use super::server_state::site;
use super::tool_failure::ToolFailure;
use super::wording::reword_check;
use crate::app::freshness::StaleError;
use crate::app::invalid_argument::{one_sitemap, property, submittable};
use crate::app::{
    Check, CheckContext, Doctor, SubmissionTerms, Target, ValidationTerms, site_reports,
    validate_one,
};
use crate::model::{CheckOutcome, SiteReport, Source};
use crate::site::progress::Progress;
use crate::site::robots_files::RobotsFiles;

/// Maximum number of listed findings per call.
const MOST_FINDINGS: usize = 200;

#[tool_router(router = sitemap_tools, vis = "pub(super)")]
impl Server {
    /// Lists the Search Console properties that the account can access, with its permission in
    /// each, by name.
    #[tool(annotations(
        title = "List properties",
        read_only_hint = true,
        open_world_hint = true
    ))]
    async fn list_sites(
        &self,
        Parameters(params): Parameters<ListSites>,
        cancelled: CancellationToken,
    ) -> Result<Json<Sites>, ToolFailure> {
        let work = async {
            let google = self.state.google(None).await?;
            let sites = site_reports(google.sites(self.state.deadline()).await?);
            let total = sites.len();
            let name = |one: &SiteReport| one.property.clone();
            let (sites, next_cursor) = page(sites, name, params.limit, params.cursor);
            Ok(Json(Sites {
                account: google.client().account().to_owned(),
                total,
                sites,
                next_cursor,
            }))
        };
        self.state.unless_cancelled(&cancelled, work).await
    }

    /// Lists the sitemaps that were submitted to a property, by URL, with Google's record of each:
    /// submission, download, errors and warnings.
    #[tool(annotations(title = "List sitemaps", read_only_hint = true, open_world_hint = true))]
    async fn list_sitemaps(
        &self,
        Parameters(params): Parameters<ListSitemaps>,
        cancelled: CancellationToken,
    ) -> Result<Json<Sitemaps>, ToolFailure> {
        let work = async {
            let site = property(&params.site)?;
            let google = self.state.google(None).await?;
            let records = google.records(&site, self.state.deadline()).await?;
            let record = |one| Record::of(one, site.name());
            let records: Vec<Record> = records.iter().map(record).collect();
            let total = records.len();
            let name = |one: &Record| one.sitemap.clone();
            let (sitemaps, next_cursor) = page(records, name, params.limit, params.cursor);
            Ok(Json(Sitemaps {
                site: site.name().to_owned(),
                total,
                sitemaps,
                next_cursor,
            }))
        };
        self.state.unless_cancelled(&cancelled, work).await
    }

    /// Shows Google's record of one sitemap: submission, download, errors and warnings.
    #[tool(annotations(
        title = "Show a sitemap's record",
        read_only_hint = true,
        open_world_hint = true
    ))]
    async fn get_sitemap(
        &self,
        Parameters(params): Parameters<OfSitemap>,
        cancelled: CancellationToken,
    ) -> Result<Json<Record>, ToolFailure> {
        let work = async {
            let sitemap = one_sitemap(&params.sitemap)?;
            let google = self.state.google(site(params.site.as_deref())?).await?;
            let deadline = self.state.deadline();
            let property = google.readable_property_for(&sitemap, deadline).await?;
            match google.record(&property, &sitemap, deadline).await? {
                Some(record) => Ok(Json(Record::of(&record, property.name()))),
                None => Err(StaleError::Unknown {
                    sitemap: sitemap.into(),
                    property: property.name().to_owned(),
                }
                .into()),
            }
        };
        self.state.unless_cancelled(&cancelled, work).await
    }

    /// Fetches a sitemap and checks it against the rules of the protocol and of Google; every
    /// finding has its line, column and remedy. The sitemaps of an index are checked only if
    /// `crawl` is set. Submits nothing.
    #[tool(annotations(
        title = "Validate a sitemap",
        read_only_hint = true,
        open_world_hint = true
    ))]
    async fn validate_sitemap(
        &self,
        Parameters(params): Parameters<Validate>,
        cancelled: CancellationToken,
    ) -> Result<Json<Validated>, ToolFailure> {
        let work = async {
            let sitemap = one_sitemap(&params.sitemap)?;
            let fetcher = self.state.clients.fetcher();
            let progress = Progress::hidden();
            let robots = RobotsFiles::default();
            let context = CheckContext {
                fetcher: &fetcher,
                now: self.state.clients.now(),
                robots: &robots,
                deadline: self.state.deadline(),
                progress: &progress,
            };
            let terms = ValidationTerms {
                crawls: params.crawl,
                ..ValidationTerms::default()
            };
            let check = Check::of_validation(context, &terms);
            let target = Target::given(Source::Url(sitemap));
            Ok(validate_one(&check, &target).await)
        };
        let report = self.state.unless_cancelled(&cancelled, work).await?;
        match &report.failure {
            Some(failure) => Err(failure.into()),
            None => Ok(Json(Validated::of(
                report,
                params.max_findings.min(MOST_FINDINGS),
            ))),
        }
    }

    /// Checks everything that a submission needs, in order: credentials, token, clock, API, scope,
    /// properties, permission, sitemap, robots.txt, last submission, store, quota. Each failed
    /// check has a remedy. Call this first when another tool fails.
    #[tool(annotations(title = "Diagnose", read_only_hint = true, open_world_hint = true))]
    async fn diagnose(
        &self,
        Parameters(params): Parameters<Diagnose>,
        cancelled: CancellationToken,
    ) -> Result<Json<Diagnosis>, ToolFailure> {
        let work = async {
            let site = site(params.site.as_deref())?;
            let given = params.sitemap.as_deref().map(submittable).transpose()?;
            let fetcher = self.state.clients.fetcher();
            let doctor = Doctor {
                client: self.state.client().await,
                store: self.state.opened().await.cloned(),
                fetcher: &fetcher,
                quota: self.state.quota(),
                clock: self.state.clients.clock(),
                terms: SubmissionTerms::default(),
                deadline: self.state.deadline(),
            };
            let mut checks = doctor.examine(site, given).await;
            checks.iter_mut().for_each(reword_check);
            let failed = |check: &crate::model::CheckReport| check.outcome == CheckOutcome::Failed;
            Ok(Json(Diagnosis {
                is_healthy: !checks.iter().any(failed),
                checks,
            }))
        };
        self.state.unless_cancelled(&cancelled, work).await
    }
}
