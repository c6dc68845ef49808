//! Executes a search analytics query.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;

use crate::api::enums;
use crate::api::google_error::GoogleError;
use crate::api::json_request;
use crate::api::search_analytics::filter::value;
use crate::api::search_analytics::request::Query;
use crate::api::search_analytics::rows::{SearchRow, sample_rows};
use crate::lock::locked;
use crate::property::Permission;
use crate::response::Response;
use crate::shared::Shared;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchAnalyticsQueryResponse {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<ApiDataRow>,
    response_aggregation_type: String,
}

#[derive(Serialize)]
struct ApiDataRow {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<String>,
    clicks: f64,
    impressions: f64,
    ctr: f64,
    position: f64,
}

pub(crate) fn query(shared: &Shared, site: &str, body: &[u8]) -> Result<Response, GoogleError> {
    let may_read = locked(&shared.state)
        .permission(site)
        .is_some_and(Permission::may_read);
    if !may_read {
        return Err(GoogleError::no_permission(site));
    }
    let query = Query::check(json_request::read(body)?)?;
    let all = match &shared.search_rows {
        Some(rows) => rows.clone(),
        None => sample_rows(site, query.start, query.end),
    };
    let response = SearchAnalyticsQueryResponse {
        rows: query.rows(&all),
        response_aggregation_type: enums::spell(query.aggregation, shared.enum_spelling),
    };
    Ok(Response::json(StatusCode::OK, &response))
}

impl Query {
    /// The rows of the response, ordered by clicks, or by day if the first dimension is the day.
    fn rows(&self, all: &[SearchRow]) -> Vec<ApiDataRow> {
        let mut groups: BTreeMap<Vec<String>, Sum> = BTreeMap::new();
        for row in all {
            let in_range = (self.start..=self.end).contains(&row.date);
            if in_range && self.filters.iter().all(|filter| filter.matches(row)) {
                let keys = self
                    .dimensions
                    .iter()
                    .map(|name| value(row, name))
                    .collect();
                groups.entry(keys).or_default().add(row);
            }
        }
        let mut rows: Vec<_> = groups
            .into_iter()
            .map(|(keys, sum)| sum.into_row(keys))
            .collect();
        if self.dimensions.first() != Some(&"DATE") {
            rows.sort_by(|one, other| other.clicks.total_cmp(&one.clicks));
        }
        rows.into_iter().skip(self.first).take(self.limit).collect()
    }
}

#[derive(Default)]
struct Sum {
    clicks: f64,
    impressions: f64,
    weighted_position: f64,
}

impl Sum {
    fn add(&mut self, row: &SearchRow) {
        let impressions = f64::from(row.impressions);
        self.clicks += f64::from(row.clicks);
        self.impressions += impressions;
        self.weighted_position += row.position * impressions;
    }

    fn into_row(self, keys: Vec<String>) -> ApiDataRow {
        let mean = |sum: f64| {
            if self.impressions > 0.0 {
                sum / self.impressions
            } else {
                0.0
            }
        };
        ApiDataRow {
            keys,
            clicks: self.clicks,
            impressions: self.impressions,
            ctr: mean(self.clicks),
            position: mean(self.weighted_position),
        }
    }
}
