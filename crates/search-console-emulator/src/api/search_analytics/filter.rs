//! Filters of a query.

use regex::Regex;
use serde::Deserialize;

use crate::api::google_error::GoogleError;
use crate::api::search_analytics::field::choose;
use crate::api::search_analytics::rows::SearchRow;

const FILTER_DIMENSIONS: [&str; 5] = ["QUERY", "PAGE", "COUNTRY", "DEVICE", "SEARCH_APPEARANCE"];
const OPERATORS: [&str; 6] = [
    "EQUALS",
    "NOT_EQUALS",
    "CONTAINS",
    "NOT_CONTAINS",
    "INCLUDING_REGEX",
    "EXCLUDING_REGEX",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ApiDimensionFilterGroup {
    group_type: Option<String>,
    #[serde(default)]
    filters: Vec<ApiDimensionFilter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ApiDimensionFilter {
    dimension: Option<String>,
    operator: Option<String>,
    expression: Option<String>,
}

pub(super) struct Filter {
    pub(super) dimension: &'static str,
    condition: Condition,
}

pub(super) enum Condition {
    Equals(String),
    NotEquals(String),
    Contains(String),
    NotContains(String),
    Including(Regex),
    Excluding(Regex),
}

pub(super) fn filters(groups: &[ApiDimensionFilterGroup]) -> Result<Vec<Filter>, GoogleError> {
    let mut filters = Vec::new();
    for group in groups {
        choose("groupType", group.group_type.as_deref(), &["AND"], "AND")?;
        for filter in &group.filters {
            filters.push(Filter::check(filter)?);
        }
    }
    Ok(filters)
}

impl Filter {
    pub(super) fn check(filter: &ApiDimensionFilter) -> Result<Self, GoogleError> {
        let Some(dimension) = filter.dimension.as_deref() else {
            return Err(GoogleError::invalid_field(
                "dimension",
                "Field 'dimension' is required.",
            ));
        };
        let dimension = choose("dimension", Some(dimension), &FILTER_DIMENSIONS, "QUERY")?;
        let operator = choose("operator", filter.operator.as_deref(), &OPERATORS, "EQUALS")?;
        let text = filter.expression.clone().unwrap_or_default();
        let pattern = |text: &str| {
            Regex::new(text).map_err(|_| {
                GoogleError::invalid_field("expression", "Invalid regular expression.")
            })
        };
        let condition = match operator {
            "NOT_EQUALS" => Condition::NotEquals(text),
            "CONTAINS" => Condition::Contains(text.to_lowercase()),
            "NOT_CONTAINS" => Condition::NotContains(text.to_lowercase()),
            "INCLUDING_REGEX" => Condition::Including(pattern(&text)?),
            "EXCLUDING_REGEX" => Condition::Excluding(pattern(&text)?),
            _ => Condition::Equals(text),
        };
        Ok(Self {
            dimension,
            condition,
        })
    }

    pub(super) fn matches(&self, row: &SearchRow) -> bool {
        let value = value(row, self.dimension);
        match &self.condition {
            Condition::Equals(text) => value.eq_ignore_ascii_case(text),
            Condition::NotEquals(text) => !value.eq_ignore_ascii_case(text),
            Condition::Contains(text) => value.to_lowercase().contains(text),
            Condition::NotContains(text) => !value.to_lowercase().contains(text),
            Condition::Including(pattern) => pattern.is_match(&value),
            Condition::Excluding(pattern) => !pattern.is_match(&value),
        }
    }
}

pub(super) fn value(row: &SearchRow, dimension: &str) -> String {
    match dimension {
        "DATE" => row.date.to_string(),
        "QUERY" => row.query.clone(),
        "PAGE" => row.page.clone(),
        "COUNTRY" => row.country.clone(),
        "DEVICE" => row.device.clone(),
        "HOUR" => format!("{}T00:00:00-08:00", row.date),
        _ => String::new(),
    }
}
