//! Parses and checks a query.

use jiff::civil::Date;
use serde::Deserialize;

use crate::api::google_error::GoogleError;
use crate::api::search_analytics::field::{choose, date, number};
use crate::api::search_analytics::filter::{ApiDimensionFilterGroup, Filter, filters};

/// Default number of rows in a response.
const DEFAULT_ROWS: i64 = 1_000;

/// Maximum number of rows in a response.
const MAX_ROWS: i64 = 25_000;

const DIMENSIONS: [&str; 7] = [
    "DATE",
    "QUERY",
    "PAGE",
    "COUNTRY",
    "DEVICE",
    "SEARCH_APPEARANCE",
    "HOUR",
];
const TYPES: [&str; 6] = ["WEB", "IMAGE", "VIDEO", "NEWS", "DISCOVER", "GOOGLE_NEWS"];
const DATA_STATES: [&str; 4] = ["DATA_STATE_UNSPECIFIED", "FINAL", "ALL", "HOURLY_ALL"];
const AGGREGATIONS: [&str; 4] = ["AUTO", "BY_PROPERTY", "BY_PAGE", "BY_NEWS_SHOWCASE_PANEL"];
/// `SearchAnalyticsQueryRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SearchAnalyticsQueryRequest {
    start_date: Option<String>,
    end_date: Option<String>,
    #[serde(default)]
    dimensions: Vec<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    search_type: Option<String>,
    data_state: Option<String>,
    aggregation_type: Option<String>,
    #[serde(default)]
    dimension_filter_groups: Vec<ApiDimensionFilterGroup>,
    row_limit: Option<i64>,
    start_row: Option<i64>,
}

/// A valid query.
pub(super) struct Query {
    pub(super) start: Date,
    pub(super) end: Date,
    pub(super) dimensions: Vec<&'static str>,
    pub(super) filters: Vec<Filter>,
    pub(super) aggregation: &'static str,
    pub(super) first: usize,
    pub(super) limit: usize,
}

impl Query {
    pub(super) fn check(request: SearchAnalyticsQueryRequest) -> Result<Self, GoogleError> {
        let start = date("startDate", request.start_date.as_deref())?;
        let end = date("endDate", request.end_date.as_deref())?;
        if end < start {
            return Err(GoogleError::invalid_field(
                "endDate",
                "endDate must be on or after startDate.",
            ));
        }
        let dimensions = request
            .dimensions
            .iter()
            .map(|name| choose("dimensions", Some(name), &DIMENSIONS, "DATE"))
            .collect::<Result<Vec<_>, _>>()?;
        let mut seen = dimensions.clone();
        seen.sort_unstable();
        if seen.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(GoogleError::invalid_field(
                "dimensions",
                "Duplicate dimensions are not allowed.",
            ));
        }
        choose("type", request.kind.as_deref(), &TYPES, "WEB")?;
        choose("searchType", request.search_type.as_deref(), &TYPES, "WEB")?;
        let state = choose(
            "dataState",
            request.data_state.as_deref(),
            &DATA_STATES,
            "FINAL",
        )?;
        if dimensions.contains(&"HOUR") && state != "HOURLY_ALL" {
            return Err(GoogleError::invalid_field(
                "dataState",
                "The dimension 'hour' needs the data state 'hourly_all'.",
            ));
        }
        let wanted = request.aggregation_type.as_deref();
        let mut aggregation = choose("aggregationType", wanted, &AGGREGATIONS, "AUTO")?;
        let filters = filters(&request.dimension_filter_groups)?;
        let by_page =
            dimensions.contains(&"PAGE") || filters.iter().any(|filter| filter.dimension == "PAGE");
        if by_page && aggregation == "BY_PROPERTY" {
            return Err(GoogleError::invalid_field(
                "aggregationType",
                "Pages cannot be aggregated by property.",
            ));
        }
        if aggregation == "AUTO" {
            aggregation = if by_page { "BY_PAGE" } else { "BY_PROPERTY" };
        }
        Ok(Self {
            start,
            end,
            dimensions,
            filters,
            aggregation,
            first: number("startRow", request.start_row, 0, 0..=i64::from(i32::MAX))?,
            limit: number("rowLimit", request.row_limit, DEFAULT_ROWS, 1..=MAX_ROWS)?,
        })
    }
}
