//! `status`: Google's record of sitemaps, and its age.

use std::time::Duration;

use jiff::Timestamp;
use net::Deadline;
use search_console::Property;
use search_console::auth::Scope;
use search_console::sitemaps::Sitemap;
use sitemap_validator::Kind;
use tokio::time::Instant;

use super::connection::Connection;
use super::credentials::with_pipe_read;
use super::open_store::{Need, open_store};
use super::run_concurrently::{PartialReport, run_concurrently};
use super::store_location::StoreLocation;
use super::targets::{Target, find_targets};
use crate::app::clients::Clients;
use crate::app::freshness::{self, StaleError};
use crate::app::nothing_to_do::NothingToDo;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::engine::{GOOGLE, Google, engine_findings};
use crate::model::address::{fetchable, shown};
use crate::model::{
    EngineOutcome, EngineReport, FailureReport, Input, Reason, SitemapReport, Source,
};
use crate::site::fetch::RetryProfile;
use crate::site::progress::Progress;
use crate::site::robots_files::RobotsFiles;
use crate::store::{Store, StoreError};

/// Options of a status report.
#[derive(Debug)]
pub(crate) struct StatusOptions {
    /// Sitemaps and sites; if there are none, all sitemaps of the property.
    pub(crate) inputs: Vec<Input>,
    pub(crate) site: Option<Property>,
    pub(crate) connection: Connection,
    pub(crate) deadline: Duration,
    pub(crate) store: StoreLocation,
    /// Age from which the last download counts as a failure.
    pub(crate) max_age: Option<Duration>,
}

/// Reports Search Console's records; returns a report for each sitemap.
///
/// # Errors
/// If there is nothing to report on, or the key or the store cannot be used.
pub(crate) async fn status(
    options: StatusOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, FailureReport> {
    let StatusOptions { inputs, site, .. } = options;
    let deadline = Deadline::after(options.deadline);
    let connection = with_pipe_read(options.connection, deadline, shutdown).await?;
    let google = clients.google(connection, Scope::ReadOnly, site.clone())?;
    let survey = Survey {
        google: &google,
        clients,
        store: open_store(options.store, Need::Existing)?.store,
        max_age: options.max_age,
        deadline,
    };
    let progress = Progress::start();
    if inputs.is_empty() {
        let site = site.ok_or(NothingToDo::NoSitemap)?;
        return tokio::select! {
            reports = survey.of_property(&site) => reports,
            stop = shutdown.requested() => Err(Stopped(stop).into()),
        };
    }
    let fetcher = clients.fetcher();
    let robots = RobotsFiles::default();
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, &robots, RetryProfile::Long, deadline) => found,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    let mut reports = failed;
    let work = async |target: &Target, _: &PartialReport| survey.of(target).await;
    reports.extend(run_concurrently(&targets, shutdown, &progress, work).await);
    Ok(reports)
}

struct Survey<'a> {
    google: &'a Google,
    clients: &'a Clients,
    /// Results of earlier runs.
    store: Store,
    max_age: Option<Duration>,
    deadline: Deadline,
}

impl Survey<'_> {
    async fn of_property(&self, property: &Property) -> Result<Vec<SitemapReport>, FailureReport> {
        let property = &self.google.as_listed(property, self.deadline).await?;
        let records = self.google.records(property, self.deadline).await?;
        if records.is_empty() {
            let property = property.name().to_owned();
            return Err(NothingToDo::NoneSubmitted { property }.into());
        }
        let alarm = self.alarm(property).await?;
        let report_of = |record: &Sitemap| {
            let report = SitemapReport::new(&source_of(record));
            self.judge(report, property, record, alarm.clone())
        };
        Ok(records.iter().map(report_of).collect())
    }

    async fn of(&self, target: &Target) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        let Some(sitemap) = target.source.url() else {
            return report;
        };
        let chosen = self.google.readable_property_for(sitemap, self.deadline);
        let property = match chosen.await {
            Ok(property) => property,
            Err(error) => return failed(report, None, error),
        };
        let alarm = match self.alarm(&property).await {
            Ok(alarm) => alarm,
            Err(error) => return failed(report, Some(&property), error),
        };
        match self.google.record(&property, sitemap, self.deadline).await {
            Ok(Some(record)) => self.judge(report, &property, &record, alarm),
            Ok(None) => {
                let unknown = StaleError::Unknown {
                    sitemap: sitemap.to_string(),
                    property: property.name().to_owned(),
                };
                failed(report, Some(&property), unknown)
            }
            Err(error) => failed(report, Some(&property), error),
        }
    }

    fn judge(
        &self,
        mut report: SitemapReport,
        property: &Property,
        record: &Sitemap,
        alarm: Option<StaleError>,
    ) -> SitemapReport {
        let mut engine = EngineReport::new(GOOGLE);
        engine.property = Some(property.name().to_owned());
        engine.take_record(record);
        engine.outcome = if record.last_downloaded.is_some() && !record.is_pending {
            EngineOutcome::Confirmed
        } else {
            EngineOutcome::Pending
        };
        report.kind = record.is_sitemaps_index.then_some(Kind::SitemapIndex);
        report.urls = record
            .submitted_urls()
            .and_then(|urls| u64::try_from(urls).ok());
        let found = engine_findings(&engine);
        let is_good = engine.errors.is_none_or(|errors| errors <= 0);
        report.findings.extend(found);
        let fresh = self.max_age.map_or(Ok(()), |max_age| {
            freshness::check(record, property.name(), max_age, self.google_now())
        });
        if let Some(stale) = fresh.err().or(alarm) {
            engine = engine.pending(stale);
        }
        let report = report.with_engines(vec![engine]);
        if is_good { report } else { report.invalid() }
    }

    /// An alarm if audits found no indexed page long after the first submission.
    async fn alarm(&self, property: &Property) -> Result<Option<StaleError>, StoreError> {
        let store = &self.store;
        let Some(first) = store.first_confirmed(property).await? else {
            return Ok(None);
        };
        let counts = store.fold_pages(property, (0, 0), |(indexed, inspected), page| {
            if let Some((reason, _)) = page.last {
                *inspected += 1;
                *indexed += u64::from(reason == Reason::Indexed);
            }
        });
        let (indexed, inspected) = counts.await?;
        let now = self.clients.now();
        let checked = freshness::check_indexed(property.name(), indexed, inspected, first, now);
        Ok(checked.err())
    }

    /// The time on Google's clock, since it is compared with times of that clock.
    fn google_now(&self) -> Timestamp {
        let server = self.google.client().server_clock().at_least(Instant::now());
        server.unwrap_or_else(|| self.clients.now())
    }
}

fn failed(
    report: SitemapReport,
    property: Option<&Property>,
    failure: impl Into<FailureReport>,
) -> SitemapReport {
    let mut engine = EngineReport::new(GOOGLE);
    engine.property = property.map(|property| property.name().to_owned());
    report.with_engines(vec![engine.failed(failure)])
}

fn source_of(record: &Sitemap) -> Source {
    match fetchable(&record.path) {
        Some(url) => Source::Url(url),
        // Use the name that Google returns, even if it is not a valid sitemap URL here.
        None => Source::File(shown(&record.path).into_owned().into()),
    }
}
