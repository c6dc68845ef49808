//! `audit`: counts the pages of sitemaps that are indexed, pending, excluded or in error.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::FutureExt as _;
use net::Deadline;
use search_console::Property;
use search_console::auth::Scope;
use tokio::time::Instant;
use url::Url;

use super::context::{Access, Context};
use super::open_store::Need;
use super::property_audit::{AuditLimits, AuditProgress, Interruption, Job};
use super::targets::{find_targets, inputs_or_site};
use crate::app::clients::Clients;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::engine::Google;
use crate::index::audit::Freshness;
use crate::model::{AuditReport, FailureReport, Input};
use crate::site::fetch::RetryProfile;
use crate::site::progress::Progress;
use crate::site::robots_files::RobotsFiles;

/// Time limit for finding sitemaps and listing properties.
const CHOOSING: Duration = Duration::from_secs(600);

/// Result of an audit: a report for each property, and failures of those that could not start.
pub(crate) struct Audited {
    pub(crate) reports: Vec<AuditReport>,
    pub(crate) failures: Vec<FailureReport>,
}

/// Options of an audit.
#[derive(Debug)]
pub(crate) struct AuditOptions {
    /// Sitemaps and sites; if there are none, the site of the property.
    pub(crate) inputs: Vec<Input>,
    /// Property of all pages; `None` to look it up for each sitemap.
    pub(crate) site: Option<Property>,
    pub(crate) access: Access,
    /// Maximum number of inspections.
    pub(crate) budget: Option<u32>,
    /// Age up to which the result of an unchanged page counts.
    pub(crate) fresh_for: Duration,
    pub(crate) deadline: Duration,
}

/// Audits sitemaps; returns a report for each property.
///
/// # Errors
/// If nothing could be started.
pub(crate) async fn audit(
    options: AuditOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Audited, FailureReport> {
    let inputs = inputs_or_site(options.inputs, options.site.as_ref())?;
    let need = Need::Required("an audit");
    let end = Instant::now() + options.deadline;
    let deadline = Deadline::after(options.deadline);
    let access = options.access.with_pipe_read(deadline, shutdown).await?;
    let context = Context::open(clients, access, Scope::ReadOnly, need)?;
    let google = context.google(options.site);
    let terms = AuditLimits {
        budget: options.budget,
        freshness: Freshness {
            settled: options.fresh_for,
        },
        reading: reading_time(options.deadline),
    };
    let choosing = Deadline::after(CHOOSING.min(options.deadline));
    let progress = Progress::start();
    let (groups, failures) = tokio::select! {
        found = by_property(&context, &google, inputs, choosing) => found,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    let cut = async {
        tokio::select! {
            stop = shutdown.requested() => Interruption::Stop(stop),
            () = tokio::time::sleep_until(end) => Interruption::Deadline,
        }
    };
    let mut audited = audit_each(&context, groups, terms, &progress, cut).await;
    audited.failures.splice(..0, failures);
    Ok(audited)
}

/// Part of `deadline` for reading sitemaps. The rest is left to report their failures with the cause.
pub(crate) fn reading_time(deadline: Duration) -> Duration {
    deadline.mul_f32(0.8)
}

/// Audits the properties of `groups` one after the other, until `cut` completes. The budget of
/// `terms` is shared by all of them.
pub(crate) async fn audit_each(
    context: &Context,
    groups: Groups,
    mut terms: AuditLimits,
    progress: &impl AuditProgress,
    cut: impl Future<Output = Interruption> + Send,
) -> Audited {
    let cut = cut.boxed().shared();
    let mut audited = Audited {
        reports: Vec::new(),
        failures: Vec::new(),
    };
    for (property, sitemaps) in groups.into_values() {
        let job = Job {
            context,
            property: &property,
            terms,
            progress,
        };
        match job.run(&sitemaps, cut.clone()).await {
            Ok(done) => {
                audited.reports.push(done.report);
                terms.budget = terms.budget.map(|left| left.saturating_sub(done.attempted));
                if matches!(
                    done.cut,
                    Some(Interruption::Stop(_) | Interruption::Cancelled)
                ) {
                    break;
                }
            }
            // The results of the other properties are still reported.
            Err(failure) => audited.failures.push(failure),
        }
    }
    audited
}

/// Properties by name, with the sitemaps that each covers.
pub(crate) type Groups = BTreeMap<String, (Property, Vec<Url>)>;

/// The sitemaps of `inputs` by the property that covers them, and those without one.
pub(crate) async fn by_property(
    context: &Context,
    google: &Google,
    inputs: Vec<Input>,
    deadline: Deadline,
) -> (Groups, Vec<FailureReport>) {
    let robots = RobotsFiles::default();
    let (targets, failed) = find_targets(
        inputs,
        &context.fetcher,
        &robots,
        RetryProfile::Long,
        deadline,
    )
    .await;
    let mut failures: Vec<FailureReport> = failed
        .iter()
        .flat_map(|report| report.failures().cloned())
        .collect();
    let mut groups = Groups::new();
    for sitemap in targets.iter().filter_map(|target| target.source.url()) {
        match google.readable_property_for(sitemap, deadline).await {
            Ok(property) => groups
                .entry(property.name().to_owned())
                .or_insert_with(|| (property, Vec::new()))
                .1
                .push(sitemap.clone()),
            Err(error) => failures.push(FailureReport::from(error)),
        }
    }
    (groups, failures)
}

impl Audited {
    /// True if any page was listed.
    pub(crate) fn has_part(&self) -> bool {
        self.reports.iter().any(|report| report.totals.listed > 0)
    }
}
