//! The tools that change data at Google; present only if allowed.

use std::time::Duration;

use rmcp::handler::server::wrapper::Parameters;
use rmcp::{tool, tool_router};
use tokio_util::sync::CancellationToken;

use super::answer::Json;
use super::params::{OfSitemap, Submit};
use super::results::Submitted;
use super::server::Server;
use super::server_state::site;
use super::tool_failure::ToolFailure;
use crate::app::invalid_argument::one_sitemap;
use crate::app::run_error::InvalidSitemap;
use crate::app::{
    self, Baseline, Check, CheckContext, NotRemoved, Submission, SubmissionTerms, Target,
};
use crate::engine::Engine;
use crate::model::percent::Percent;
use crate::model::{DeletionReport, ExitCode, FailureReport, SitemapReport, Source};
use crate::site::progress::Progress;
use crate::site::robots_files::RobotsFiles;

/// Maximum wait of a call for a download.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

#[tool_router(router = submission_tools, vis = "pub(super)")]
impl Server {
    /// Fetches and validates a sitemap, submits it to Google Search Console, and confirms that
    /// Google recorded it. `outcome` is `confirmed` only if Google's own record shows the
    /// submission; anything else is an error with a remedy. Submitting again is harmless.
    #[tool(annotations(
        title = "Submit a sitemap",
        read_only_hint = false,
        destructive_hint = false,
        idempotent_hint = true,
        open_world_hint = true
    ))]
    async fn submit_sitemap(
        &self,
        Parameters(params): Parameters<Submit>,
        cancelled: CancellationToken,
    ) -> Result<Json<Submitted>, ToolFailure> {
        let work = async {
            let sitemap = one_sitemap(&params.sitemap)?;
            let site = site(params.site.as_deref())?;
            let context = self.state.context().await?;
            let google = context.google(site.clone());
            let wait = Duration::from_secs(params.wait_seconds).min(LONGEST_WAIT);
            let max_shrink = params.max_shrink_percent.map(|most| most.min(100));
            let store = match max_shrink {
                Some(_) => self.state.lasting_store("max_shrink_percent").await?,
                None => context.store.clone(),
            };
            let progress = Progress::hidden();
            let robots = RobotsFiles::default();
            let mut terms = SubmissionTerms::default();
            terms.policy.min_urls = params.min_urls;
            let check = CheckContext {
                fetcher: &context.fetcher,
                now: context.now(),
                robots: &robots,
                deadline: self.state.deadline(),
                progress: &progress,
            };
            let submission = Submission {
                check: Check::of_submission(check, &terms, site.as_ref()).of_account(Some(&google)),
                baseline: &Baseline::of(store, max_shrink.is_some()),
                engine: Some(&google as &dyn Engine),
                site: site.as_ref(),
                max_shrink: max_shrink.and_then(Percent::new),
                lastmod_after: None,
                dry_run: params.dry_run,
                wait: (!wait.is_zero()).then_some(wait),
            };
            let target = Target::given(Source::Url(sitemap));
            Ok(submission.of(&target).await)
        };
        let report = self.state.unless_cancelled(&cancelled, work).await?;
        if report.exit_code == ExitCode::Ok {
            return Ok(Json(Submitted::of(report)));
        }
        let why = unsubmitted(&report);
        Err(why.having(&Submitted::of(report)))
    }

    /// Removes a sitemap from a property in Search Console, and confirms the removal. Pages that it
    /// listed stay in the index.
    #[tool(annotations(
        title = "Remove a sitemap",
        read_only_hint = false,
        destructive_hint = true,
        idempotent_hint = true,
        open_world_hint = true
    ))]
    async fn delete_sitemap(
        &self,
        Parameters(params): Parameters<OfSitemap>,
        cancelled: CancellationToken,
    ) -> Result<Json<DeletionReport>, ToolFailure> {
        let work = async {
            let sitemap = one_sitemap(&params.sitemap)?;
            let google = self.state.google(site(params.site.as_deref())?).await?;
            app::remove(&google, &sitemap, self.state.deadline()).await
        };
        let deleted = self.state.unless_cancelled(&cancelled, work).await?;
        if deleted.is_gone {
            return Ok(Json(deleted));
        }
        let failure = FailureReport::from(NotRemoved(deleted.sitemap.clone()));
        Err(ToolFailure::from(failure).having(&deleted))
    }
}

/// The failure of a submission, or the errors of the sitemap.
fn unsubmitted(report: &SitemapReport) -> ToolFailure {
    if let Some(failure) = report.failures().next() {
        return failure.into();
    }
    let errors = report.errors();
    let sitemap = report.url.clone();
    FailureReport::from(InvalidSitemap { sitemap, errors }).into()
}
