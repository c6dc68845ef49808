//! Queries a property's performance in Google Search.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/searchanalytics/query>.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::{Call, CallError, Called, Client};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// Maximum number of rows in a response.
pub const MAX_ROWS: u32 = 25_000;

/// A query for clicks and impressions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// First day, in Pacific time.
    pub start_date: Date,
    /// Last day (inclusive), in Pacific time.
    pub end_date: Date,
    /// Dimensions to group by, in order; without any, the response is one row of totals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    /// The search type.
    #[serde(rename = "type")]
    pub search_type: SearchType,
    /// Conditions, all of which must hold.
    #[serde(
        rename = "dimensionFilterGroups",
        serialize_with = "as_one_group",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub filters: Vec<Filter>,
    /// Data to use.
    #[serde(skip_serializing_if = "DataState::is_final")]
    pub data_state: DataState,
    /// Unit in which clicks and impressions are counted.
    #[serde(
        rename = "aggregationType",
        skip_serializing_if = "Aggregation::is_auto"
    )]
    pub aggregation: Aggregation,
    /// Maximum number of rows, 1 to [`MAX_ROWS`].
    pub row_limit: u32,
    /// Number of rows to skip.
    pub start_row: u32,
}

/// Dimension to group by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Dimension {
    /// The day, in Pacific time.
    Date,
    /// The hour, in Pacific time; needs [`DataState::HourlyAll`], which covers the last ten days.
    Hour,
    /// The search query.
    Query,
    /// The page in the search results.
    Page,
    /// The country code (ISO 3166-1 alpha-3).
    Country,
    /// Desktop, mobile or tablet.
    Device,
    /// The appearance of the search result, such as a rich result.
    SearchAppearance,
}

/// Data that a query uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataState {
    /// Final data only, up to about three days ago.
    #[default]
    Final,
    /// Also data that may still change.
    All,
    /// Data by hour, which may still change.
    HourlyAll,
}

impl DataState {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature is serde's"
    )]
    fn is_final(&self) -> bool {
        *self == Self::Final
    }
}

/// Unit in which clicks and impressions are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Aggregation {
    /// By page if the query groups or filters by page, else by property.
    #[default]
    Auto,
    /// Each page of a result counts.
    ByPage,
    /// Several pages of a property in one result count once.
    ByProperty,
}

impl Aggregation {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature is serde's"
    )]
    fn is_auto(&self) -> bool {
        *self == Self::Auto
    }
}

/// The search type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names of Google's tabs")]
pub enum SearchType {
    #[default]
    Web,
    Image,
    Video,
    News,
    Discover,
    GoogleNews,
}

/// A condition on a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The dimension to compare.
    pub dimension: Dimension,
    /// The comparison.
    pub operator: Operator,
    /// The value to compare with; regular expressions use RE2 syntax.
    pub expression: String,
}

/// Comparison of a dimension with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    IncludingRegex,
    ExcludingRegex,
}

/// One row of a response.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Row {
    /// A value for each requested dimension.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Clicks; an integer that the API sends as a floating-point number.
    #[serde(default)]
    pub clicks: f64,
    /// Impressions, in the same format.
    #[serde(default)]
    pub impressions: f64,
    /// Clicks per impression, 0 to 1.
    #[serde(default)]
    pub ctr: f64,
    /// Average position in the results, starting at 1.
    #[serde(default)]
    pub position: f64,
}

#[derive(Deserialize)]
struct SearchAnalyticsQueryResponse {
    // The API omits the key if there are no rows.
    #[serde(default)]
    rows: Vec<Row>,
}

fn as_one_group<S: serde::Serializer>(
    filters: &Vec<Filter>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Group<'a> {
        group_type: &'static str,
        filters: &'a Vec<Filter>,
    }
    let group_type = "AND";
    [Group {
        group_type,
        filters,
    }]
    .serialize(serializer)
}

impl Client {
    /// `searchanalytics.query`: returns the matching rows.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn search_analytics(
        &self,
        property: &Property,
        query: &Query,
        deadline: Deadline,
    ) -> Result<Called<Vec<Row>>, CallError> {
        let path = format!("{}/searchAnalytics/query", wire::site_path(property));
        let call = Call::post("searchanalytics.query", path, query);
        let response = self
            .json::<SearchAnalyticsQueryResponse>(&call, deadline)
            .await?;
        Ok(response.map(|response| response.rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_serialised_with_the_names_of_the_api() {
        let query = Query {
            start_date: "2026-11-01".parse().unwrap(),
            end_date: "2026-11-07".parse().unwrap(),
            dimensions: vec![Dimension::Page, Dimension::SearchAppearance],
            search_type: SearchType::GoogleNews,
            filters: vec![Filter {
                dimension: Dimension::Query,
                operator: Operator::IncludingRegex,
                expression: "a|b".to_owned(),
            }],
            data_state: DataState::HourlyAll,
            aggregation: Aggregation::ByPage,
            row_limit: 10,
            start_row: 0,
        };
        assert_eq!(
            serde_json::to_string(&query).unwrap(),
            r#"{"startDate":"2026-11-01","endDate":"2026-11-07","dimensions":["PAGE","SEARCH_APPEARANCE"],"type":"GOOGLE_NEWS","dimensionFilterGroups":[{"groupType":"AND","filters":[{"dimension":"QUERY","operator":"INCLUDING_REGEX","expression":"a|b"}]}],"dataState":"HOURLY_ALL","aggregationType":"BY_PAGE","rowLimit":10,"startRow":0}"#
        );
    }

    #[test]
    fn the_defaults_of_the_api_are_left_out() {
        let query = Query {
            start_date: "2026-11-01".parse().unwrap(),
            end_date: "2026-11-07".parse().unwrap(),
            dimensions: Vec::new(),
            search_type: SearchType::Web,
            filters: Vec::new(),
            data_state: DataState::Final,
            aggregation: Aggregation::Auto,
            row_limit: 10,
            start_row: 0,
        };
        let text = serde_json::to_string(&query).unwrap();
        assert!(
            !text.contains("dataState") && !text.contains("aggregationType"),
            "{text}"
        );
    }

    #[test]
    fn an_absent_key_means_no_rows() {
        let response: SearchAnalyticsQueryResponse = serde_json::from_str("{}").unwrap();
        assert!(response.rows.is_empty());
    }
}
