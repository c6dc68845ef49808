//! `report`: indexing of properties over time, from the store.

use jiff::{SignedDuration, Timestamp};
use search_console::Property;

use super::open_store::{Need, open_store};
use super::store_location::StoreLocation;
use crate::app::clients::Clients;
use crate::app::nothing_to_do::NothingToDo;
use crate::index::history::{IndexingSummary, Timeline};
use crate::model::{FailureReport, HistoryReport, PastSubmission, Share};
use crate::store::Store;

/// Maximum number of pages in error in a report.
const MOST_ERRORS: usize = 1_000;

/// Default period of a report.
const USUALLY: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Options of a report.
#[derive(Debug)]
pub(crate) struct ReportOptions {
    /// Property to report on; `None` for all in the store.
    pub(crate) site: Option<Property>,
    /// Start of the report; `None` for the default.
    pub(crate) since: Option<Timestamp>,
    pub(crate) store: StoreLocation,
}

/// Reports on properties in the store.
///
/// # Errors
/// If there is no store, or nothing in it.
pub(crate) async fn report(
    options: ReportOptions,
    clients: &Clients,
) -> Result<Vec<HistoryReport>, FailureReport> {
    if options.store.has_no_file() {
        return Err(NothingToDo::NothingKnown.into());
    }
    let store = open_store(options.store, Need::Required("a report"))?.store;
    let now = clients.now();
    let since = options.since.unwrap_or(now - USUALLY);
    let mut properties = known(&store).await?;
    if let Some(property) = options.site {
        properties.retain(|known| known.is_same(&property));
    }
    if properties.is_empty() {
        return Err(NothingToDo::NothingKnown.into());
    }
    let mut reports = Vec::with_capacity(properties.len());
    for property in properties {
        reports.push(history_of(&store, &property, since, now).await?);
    }
    Ok(reports)
}

async fn known(store: &Store) -> Result<Vec<Property>, FailureReport> {
    let names = store.property_names().await?;
    let properties = names.iter().filter_map(|name| name.parse().ok());
    Ok(properties.collect())
}

/// Indexing of `property` at `now`, and its history from `since`.
///
/// # Errors
/// If the store cannot be read.
pub(crate) async fn history_of(
    store: &Store,
    property: &Property,
    since: Timestamp,
    now: Timestamp,
) -> Result<HistoryReport, FailureReport> {
    let mut summary = store
        .fold_pages(
            property,
            IndexingSummary::listing(MOST_ERRORS),
            IndexingSummary::add,
        )
        .await?;
    summary.note_submission(store.is_submitted(property, &[]).await?);
    let timeline = store
        .fold_past(property, Timeline::default(), Timeline::add)
        .await?;
    let submissions = store.submissions_since(property, since).await?;
    let share = |(name, totals)| Share { name, totals };
    Ok(HistoryReport {
        property: property.name().to_owned(),
        generated_at: now,
        since,
        audited: store.is_audited(property).await?,
        totals: summary.totals,
        timeline: timeline.points(since, now),
        reasons: summary.reasons(),
        by_prefix: summary.prefixes().into_iter().map(share).collect(),
        by_sitemap: summary.sitemaps().into_iter().map(share).collect(),
        errors: summary.errors,
        submissions: submissions
            .into_iter()
            .map(|(sitemap, at, confirmed)| PastSubmission {
                sitemap,
                at,
                confirmed,
            })
            .collect(),
    })
}
