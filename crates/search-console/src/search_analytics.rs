//! Asks how a property did in Google's search results.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/searchanalytics/query>.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::client::{Call, CallError, Called, Client};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// Rows that one answer can hold.
pub const MOST_ROWS: u32 = 25_000;

/// What to count, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// First day, in Pacific time.
    pub start_date: Date,
    /// Last day, included, in Pacific time.
    pub end_date: Date,
    /// What the rows are grouped by, in this order; none gives one row of totals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    /// Which kind of search.
    #[serde(rename = "type")]
    pub search_type: SearchType,
    /// Rows count only where all of these hold.
    #[serde(
        rename = "dimensionFilterGroups",
        serialize_with = "as_one_group",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub filters: Vec<Filter>,
    /// Rows to answer with, 1 to [`MOST_ROWS`].
    pub row_limit: u32,
    /// Rows to leave out first.
    pub start_row: u32,
}

/// What rows are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Dimension {
    /// The day, in Pacific time.
    Date,
    /// What was searched for.
    Query,
    /// The page that was shown.
    Page,
    /// The country, in three letters (ISO 3166-1 alpha-3).
    Country,
    /// Desktop, mobile or tablet.
    Device,
    /// The way the result was shown.
    SearchAppearance,
}

/// Which kind of search.
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
    /// What is compared.
    pub dimension: Dimension,
    /// How.
    pub operator: Operator,
    /// With what; for the regular expressions, RE2 syntax.
    pub expression: String,
}

/// How a dimension is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "they say what they do")]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    IncludingRegex,
    ExcludingRegex,
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Row {
    /// A value for each dimension asked for.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Clicks; a whole number that the API sends as a fraction.
    #[serde(default)]
    pub clicks: f64,
    /// Impressions; likewise.
    #[serde(default)]
    pub impressions: f64,
    /// Clicks per impression, 0 to 1.
    #[serde(default)]
    pub ctr: f64,
    /// Mean position in the results, from 1.
    #[serde(default)]
    pub position: f64,
}

#[derive(Deserialize)]
struct SearchAnalyticsQueryResponse {
    // No rows are sent as an absent key.
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
    /// `searchanalytics.query`.
    ///
    /// # Errors
    /// [`CallError`] when no usable answer came before `deadline`.
    pub async fn search_analytics(
        &self,
        property: &Property,
        query: &Query,
        deadline: Deadline,
    ) -> Result<Called<Vec<Row>>, CallError> {
        let path = format!("{}/searchAnalytics/query", wire::site_path(property));
        let call = Call::post("searchanalytics.query", path, query);
        let answer = self
            .json::<SearchAnalyticsQueryResponse>(&call, deadline)
            .await?;
        Ok(answer.map(|answer| answer.rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_in_the_names_of_the_api() {
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
            row_limit: 10,
            start_row: 0,
        };
        assert_eq!(
            serde_json::to_string(&query).unwrap(),
            r#"{"startDate":"2026-11-01","endDate":"2026-11-07","dimensions":["PAGE","SEARCH_APPEARANCE"],"type":"GOOGLE_NEWS","dimensionFilterGroups":[{"groupType":"AND","filters":[{"dimension":"QUERY","operator":"INCLUDING_REGEX","expression":"a|b"}]}],"rowLimit":10,"startRow":0}"#
        );
    }

    #[test]
    fn no_rows_are_an_absent_key() {
        let answer: SearchAnalyticsQueryResponse = serde_json::from_str("{}").unwrap();
        assert!(answer.rows.is_empty());
    }
}
