//! `status`: what Google knows of sitemaps, and whether that is recent.

use std::time::Duration;

use jiff::Timestamp;
use search_console::auth::Scope;
use search_console::sitemaps::Sitemap;
use search_console::{Deadline, Property};
use sitemap_validator::Kind;
use tokio::time::Instant;
use url::Url;

use super::targets::{Target, find_targets};
use super::together::each;
use crate::cli::StatusArgs;
use crate::engine::{GOOGLE, Google, complaints};
use crate::failure::{Failure, NothingToDo};
use crate::freshness::{self, StaleError};
use crate::input::{Input, Source};
use crate::outside::Outside;
use crate::progress::Progress;
use crate::report::{EngineOutcome, EngineReport, SitemapReport};
use crate::settings;
use crate::shutdown::Shutdown;

/// Does what `args` ask for; gives a report per sitemap.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn status(
    args: &StatusArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, Failure> {
    let site = settings::site(&args.site)?;
    let inputs = settings::inputs(&args.input, Input::parse_submittable)?;
    let connection = settings::connection(&args.account.key)?;
    let deadline = Deadline::after(args.account.deadline);
    let google = outside.google(connection, Scope::ReadOnly, site.clone())?;
    let survey = Survey {
        google: &google,
        outside,
        max_age: args.max_age,
        deadline,
    };
    let progress = Progress::start();
    if inputs.is_empty() {
        let site = site.ok_or(NothingToDo::NoSitemap)?;
        return tokio::select! {
            reports = survey.of_property(&site) => reports,
            stop = shutdown.requested() => Err(Failure::Stopped(stop)),
        };
    }
    let fetcher = outside.fetcher();
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, deadline) => found,
        stop = shutdown.requested() => return Err(Failure::Stopped(stop)),
    };
    let mut reports = failed;
    reports.extend(each(&targets, shutdown, &progress, |target| survey.of(target)).await);
    Ok(reports)
}

struct Survey<'a> {
    google: &'a Google,
    outside: &'a Outside,
    max_age: Option<Duration>,
    deadline: Deadline,
}

impl Survey<'_> {
    async fn of_property(&self, property: &Property) -> Result<Vec<SitemapReport>, Failure> {
        let records = self.google.records(property, self.deadline).await?;
        if records.is_empty() {
            let property = property.name().to_owned();
            return Err(NothingToDo::NoneSubmitted { property }.into());
        }
        let report_of = |record: &Sitemap| {
            let report = SitemapReport::new(&source_of(record));
            self.judge(report, property, record)
        };
        Ok(records.iter().map(report_of).collect())
    }

    async fn of(&self, target: &Target) -> SitemapReport {
        let report = SitemapReport::new(&target.source);
        let Some(sitemap) = target.source.url() else {
            return report;
        };
        let property = match self.google.property_for(sitemap, self.deadline).await {
            Ok(property) => property,
            Err(error) => return failed(report, None, &error.into()),
        };
        match self.google.record(&property, sitemap, self.deadline).await {
            Ok(Some(record)) => self.judge(report, &property, &record),
            Ok(None) => {
                let unknown = StaleError::Unknown {
                    sitemap: sitemap.to_string(),
                    property: property.name().to_owned(),
                };
                failed(report, Some(&property), &unknown.into())
            }
            Err(error) => failed(report, Some(&property), &error.into()),
        }
    }

    fn judge(
        &self,
        mut report: SitemapReport,
        property: &Property,
        record: &Sitemap,
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
        let found = complaints(&engine);
        let is_good = engine.errors.is_none_or(|errors| errors <= 0);
        report.findings.extend(found);
        let fresh = self.max_age.map_or(Ok(()), |max_age| {
            freshness::check(record, property.name(), max_age, self.google_now())
        });
        if let Err(stale) = fresh {
            engine = engine.pending(&stale.into());
        }
        let report = report.with_engines(vec![engine]);
        if is_good { report } else { report.invalid() }
    }

    /// The time on Google's clock, which wrote the times that it is compared with.
    fn google_now(&self) -> Timestamp {
        let server = self.google.client().server_clock().at_least(Instant::now());
        server.unwrap_or_else(|| self.outside.now())
    }
}

fn failed(report: SitemapReport, property: Option<&Property>, failure: &Failure) -> SitemapReport {
    let mut engine = EngineReport::new(GOOGLE);
    engine.property = property.map(|property| property.name().to_owned());
    report.with_engines(vec![engine.failed(failure)])
}

fn source_of(record: &Sitemap) -> Source {
    match Url::parse(&record.path) {
        Ok(url) => Source::Url(url),
        // Not an address by our rules, but the name that Google gives it.
        Err(_) => Source::File(record.path.clone().into()),
    }
}
