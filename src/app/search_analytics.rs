//! `search-analytics`: performance of a property in Google's search results.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use net::Deadline;
use search_console::auth::Scope;
use search_console::search_analytics::{DataState, Dimension, Filter, MAX_ROWS, Query};
use search_console::{Client, Property};

use super::connection::Connection;
use super::credentials::with_pipe_read;
use super::invalid_argument::InvalidArgument;
use crate::app::clients::Clients;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::engine::GoogleError;
use crate::model::{
    AggregationName, AnalyticsReport, AnalyticsRow, DimensionName, FailureReport, SearchTypeName,
};
use crate::site::progress::Progress;

/// Default number of days: four weeks, so that every weekday counts the same.
const USUAL_DAYS: i64 = 28;

/// Default number of days by hour.
const USUAL_DAYS_BY_HOUR: i64 = 2;

/// Google's numbers of the last days are not final.
/// <https://developers.google.com/webmaster-tools/v1/how-tos/all-your-data>
const NOT_FINAL: i64 = 3;

/// Options of a Search Analytics query.
#[derive(Debug)]
pub(crate) struct SearchAnalyticsOptions {
    pub(crate) property: Property,
    pub(crate) connection: Connection,
    pub(crate) deadline: Duration,
    pub(crate) start: Option<Date>,
    pub(crate) end: Option<Date>,
    pub(crate) dimensions: Vec<DimensionName>,
    pub(crate) search_type: SearchTypeName,
    pub(crate) filters: Vec<Filter>,
    /// True if data that may still change is included.
    pub(crate) fresh: bool,
    pub(crate) aggregation: AggregationName,
    /// Maximum number of rows.
    pub(crate) limit: u32,
}

/// Queries the performance of a property in search results.
///
/// # Errors
/// If the days are in the wrong order, or Google does not respond or rejects the request.
pub(crate) async fn search_analytics(
    options: SearchAnalyticsOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<AnalyticsReport, FailureReport> {
    let property = options.property;
    let deadline = Deadline::after(options.deadline);
    let connection = with_pipe_read(options.connection, deadline, shutdown).await?;
    let google = clients.google(connection, Scope::ReadOnly, None)?;
    let data_state = data_state(&options.dimensions, options.fresh);
    let (start_date, end_date) = days(options.start, options.end, data_state, clients.now())?;
    let query = Query {
        start_date,
        end_date,
        dimensions: options
            .dimensions
            .iter()
            .map(|one| one.dimension())
            .collect(),
        search_type: options.search_type.search_type(),
        filters: options.filters,
        data_state,
        aggregation: options.aggregation.aggregation(),
        row_limit: options.limit,
        start_row: 0,
    };
    let progress = Progress::start();
    progress.doing("asking for", property.name());
    let found = async {
        let property = google.as_listed(&property, deadline).await?;
        all_rows(google.client(), &property, query, deadline).await
    };
    tokio::select! {
        rows = found => Ok(rows?),
        stop = shutdown.requested() => Err(Stopped(stop).into()),
    }
}

/// The data that a query needs: hours are not final data.
pub(crate) fn data_state(dimensions: &[DimensionName], fresh: bool) -> DataState {
    if dimensions.contains(&DimensionName::Hour) {
        DataState::HourlyAll
    } else if fresh {
        DataState::All
    } else {
        DataState::Final
    }
}

/// The days of a query: those that were named, else four weeks up to the last with such data; by
/// hour, yesterday and today.
///
/// # Errors
/// If the first is after the last.
pub(crate) fn days(
    start: Option<Date>,
    end: Option<Date>,
    data_state: DataState,
    now: Timestamp,
) -> Result<(Date, Date), InvalidArgument> {
    let back = |from: Date, days: i64| from.checked_sub(Span::new().days(days)).unwrap_or(from);
    let today = Offset::constant(-8).to_datetime(now).date();
    let (age, length) = match data_state {
        DataState::Final => (NOT_FINAL, USUAL_DAYS),
        DataState::All => (0, USUAL_DAYS),
        DataState::HourlyAll => (0, USUAL_DAYS_BY_HOUR),
    };
    let end = end.unwrap_or_else(|| back(today, age));
    let start = start.unwrap_or_else(|| back(end, length - 1));
    if start > end {
        return Err(InvalidArgument::Days { start, end });
    }
    Ok((start, end))
}

/// Reads rows page by page, up to the limit of `query`.
///
/// # Errors
/// If Google does not respond, or rejects the request.
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
        query.row_limit = MAX_ROWS.min((wanted - rows.len()).try_into().unwrap_or(MAX_ROWS));
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
        Dimension::Hour => "hour",
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
        let (start, end) = days(None, None, DataState::Final, now).unwrap();
        assert_eq!(
            (start.to_string(), end.to_string()),
            ("2026-10-24".into(), "2026-11-20".into())
        );
        let end = "2026-01-01".parse().unwrap();
        assert!(days(Some(start), Some(end), DataState::Final, now).is_err());
    }

    #[test]
    fn fresh_days_end_today_and_hours_begin_yesterday() {
        let now = "2026-11-24T07:00:00Z".parse().unwrap();
        let of = |dimensions: &[DimensionName], fresh| {
            let (start, end) = days(None, None, data_state(dimensions, fresh), now).unwrap();
            (start.to_string(), end.to_string())
        };
        assert_eq!(of(&[], true), ("2026-10-27".into(), "2026-11-23".into()));
        let hourly = of(&[DimensionName::Hour], false);
        assert_eq!(hourly, ("2026-11-22".into(), "2026-11-23".into()));
    }
}
