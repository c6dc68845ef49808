//! `search-analytics`: how a property did in Google's search results.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use net::Deadline;
use search_console::auth::Scope;
use search_console::search_analytics::{Dimension, MOST_ROWS, Query};
use search_console::{Client, Property};

use crate::app::clients::Outside;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::cli::SearchAnalyticsArgs;
use crate::cli::settings::{self, SettingsError};
use crate::engine::GoogleError;
use crate::model::{AnalyticsReport, AnalyticsRow, FailureReport};
use crate::site::progress::Progress;

/// Days that are looked at when nothing is said: four weeks, so that every weekday counts the same.
const USUAL_DAYS: i64 = 28;

/// Google's numbers of the last days are not final.
/// <https://developers.google.com/webmaster-tools/v1/how-tos/all-your-data>
const NOT_FINAL: i64 = 3;

/// Does what `args` ask for.
///
/// # Errors
/// When Google does not answer, or refuses.
pub(crate) async fn search_analytics(
    args: &SearchAnalyticsArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<AnalyticsReport, FailureReport> {
    let property = settings::site(&args.site)?.ok_or(SettingsError::NoSite)?;
    let connection = settings::connection(&args.account.key)?;
    let client = outside.client(connection, Scope::ReadOnly)?;
    let deadline = Deadline::after(args.account.deadline);
    let (start_date, end_date) = days(args.start, args.end, outside.now())?;
    let query = Query {
        start_date,
        end_date,
        dimensions: args.dimensions.iter().map(|one| one.dimension()).collect(),
        search_type: args.search_type.search_type(),
        filters: args.filter.clone(),
        row_limit: args.limit,
        start_row: 0,
    };
    let progress = Progress::start();
    progress.doing("asking for", property.name());
    tokio::select! {
        rows = all_rows(&client, &property, query, deadline) => Ok(rows?),
        stop = shutdown.requested() => Err(Stopped(stop).into()),
    }
}

/// The days to look at: those that were named, else four weeks up to the last that is final.
///
/// # Errors
/// When the first is after the last.
pub(crate) fn days(
    start: Option<Date>,
    end: Option<Date>,
    now: Timestamp,
) -> Result<(Date, Date), SettingsError> {
    let back = |from: Date, days: i64| from.checked_sub(Span::new().days(days)).unwrap_or(from);
    let today = Offset::constant(-8).to_datetime(now).date();
    let end = end.unwrap_or_else(|| back(today, NOT_FINAL));
    let start = start.unwrap_or_else(|| back(end, USUAL_DAYS - 1));
    if start > end {
        return Err(SettingsError::Days { start, end });
    }
    Ok((start, end))
}

/// Asks as often as it takes to get as many rows as `query` wants.
///
/// # Errors
/// When Google does not answer, or refuses.
pub(crate) async fn all_rows(
    client: &Client,
    property: &Property,
    mut query: Query,
    deadline: Deadline,
) -> Result<AnalyticsReport, GoogleError> {
    let wanted = query.row_limit as usize;
    let first = query.start_row;
    let mut rows = Vec::new();
    let mut has_more = true;
    while has_more && rows.len() < wanted {
        query.row_limit = MOST_ROWS.min((wanted - rows.len()).try_into().unwrap_or(MOST_ROWS));
        query.start_row = first + u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let answer = client.search_analytics(property, &query, deadline).await;
        let page = answer
            .map_err(|source| GoogleError::Analytics {
                property: property.clone(),
                account: client.account().to_owned(),
                source,
            })?
            .value;
        has_more = page.len() >= query.row_limit as usize;
        rows.extend(page.into_iter().map(|row| AnalyticsRow {
            keys: row.keys,
            clicks: row.clicks,
            impressions: row.impressions,
            ctr: row.ctr,
            position: row.position,
        }));
    }
    Ok(AnalyticsReport {
        property: property.name().to_owned(),
        start: query.start_date.to_string(),
        end: query.end_date.to_string(),
        dimensions: query.dimensions.iter().map(|one| name(*one)).collect(),
        rows,
        has_more,
    })
}

const fn name(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Date => "date",
        Dimension::Query => "query",
        Dimension::Page => "page",
        Dimension::Country => "country",
        Dimension::Device => "device",
        Dimension::SearchAppearance => "search-appearance",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_of_final_days_are_usual() {
        let now = "2026-11-24T07:00:00Z".parse().unwrap();
        let (start, end) = days(None, None, now).unwrap();
        assert_eq!(
            (start.to_string(), end.to_string()),
            ("2026-10-24".into(), "2026-11-20".into())
        );
        let end = "2026-01-01".parse().unwrap();
        assert!(days(Some(start), Some(end), now).is_err());
    }
}
