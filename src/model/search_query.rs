//! Parts of a Search Analytics query as people and agents write them.

use schemars::JsonSchema;
use search_console::search_analytics::{Aggregation, Dimension, Filter, Operator, SearchType};
use serde::Deserialize;

/// Dimensions of rows, with Google's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DimensionName {
    Date,
    Hour,
    Query,
    Page,
    Country,
    Device,
    SearchAppearance,
}

impl DimensionName {
    /// Every dimension.
    pub(crate) const ALL: [Self; 7] = [
        Self::Date,
        Self::Hour,
        Self::Query,
        Self::Page,
        Self::Country,
        Self::Device,
        Self::SearchAppearance,
    ];

    /// Its name in flags, tools and reports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Hour => "hour",
            Self::Query => "query",
            Self::Page => "page",
            Self::Country => "country",
            Self::Device => "device",
            Self::SearchAppearance => "search-appearance",
        }
    }

    /// The value of the API.
    pub(crate) const fn dimension(self) -> Dimension {
        match self {
            Self::Date => Dimension::Date,
            Self::Hour => Dimension::Hour,
            Self::Query => Dimension::Query,
            Self::Page => Dimension::Page,
            Self::Country => Dimension::Country,
            Self::Device => Dimension::Device,
            Self::SearchAppearance => Dimension::SearchAppearance,
        }
    }
}

/// Unit in which clicks and impressions are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AggregationName {
    #[default]
    Auto,
    Page,
    Property,
}

impl AggregationName {
    /// Every unit.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Page, Self::Property];

    /// Its name in flags and tools.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Page => "page",
            Self::Property => "property",
        }
    }

    /// The value of the API.
    pub(crate) const fn aggregation(self) -> Aggregation {
        match self {
            Self::Auto => Aggregation::Auto,
            Self::Page => Aggregation::ByPage,
            Self::Property => Aggregation::ByProperty,
        }
    }
}

/// Kind of search, with Google's names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SearchTypeName {
    #[default]
    Web,
    Image,
    Video,
    News,
    Discover,
    GoogleNews,
}

impl SearchTypeName {
    /// Every kind of search.
    pub(crate) const ALL: [Self; 6] = [
        Self::Web,
        Self::Image,
        Self::Video,
        Self::News,
        Self::Discover,
        Self::GoogleNews,
    ];

    /// Its name in flags and tools.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Image => "image",
            Self::Video => "video",
            Self::News => "news",
            Self::Discover => "discover",
            Self::GoogleNews => "google-news",
        }
    }

    /// The value of the API.
    pub(crate) const fn search_type(self) -> SearchType {
        match self {
            Self::Web => SearchType::Web,
            Self::Image => SearchType::Image,
            Self::Video => SearchType::Video,
            Self::News => SearchType::News,
            Self::Discover => SearchType::Discover,
            Self::GoogleNews => SearchType::GoogleNews,
        }
    }
}

/// Parses a condition such as `query contains shoes`.
///
/// # Errors
/// A message with the expected form.
pub(crate) fn filter(text: &str) -> Result<Filter, String> {
    let example = "write a dimension, an operator and a text, such as `query contains shoes`";
    let mut parts = text.trim().splitn(3, char::is_whitespace);
    let (Some(dimension), Some(operator), Some(expression)) =
        (parts.next(), parts.next(), parts.next())
    else {
        return Err(example.to_owned());
    };
    let dimension = DimensionName::ALL
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(dimension))
        .ok_or_else(|| format!("`{dimension}` is not a dimension; {example}"))?;
    let operator = match operator {
        "equals" | "=" => Operator::Equals,
        "not-equals" | "!=" => Operator::NotEquals,
        "contains" => Operator::Contains,
        "not-contains" => Operator::NotContains,
        "regex" | "~" => Operator::IncludingRegex,
        "not-regex" | "!~" => Operator::ExcludingRegex,
        other => {
            return Err(format!(
                "`{other}` is none of equals, not-equals, contains, not-contains, regex, not-regex"
            ));
        }
    };
    Ok(Filter {
        dimension: dimension.dimension(),
        operator,
        expression: expression.trim_start().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        let read = filter("query contains running shoes").unwrap();
        assert_eq!(read.operator, Operator::Contains);
        assert_eq!(read.expression, "running shoes");
        for wrong in [
            "",
            "query",
            "query contains",
            "colour equals red",
            "page like x",
        ] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
    }
}
