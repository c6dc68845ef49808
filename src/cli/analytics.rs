//! `search-analytics`.

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use search_console::search_analytics::{Dimension, Filter, Operator, SearchType};

use super::shared::{AccountArgs, SiteArgs};
use super::values::{Format, one_of};

/// `search-analytics`.
#[derive(Debug, Args)]
pub struct SearchAnalyticsArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub site: SiteArgs,

    /// What the rows are grouped by, several separated by commas; nothing gives the totals.
    #[arg(
        long,
        help_heading = "Query",
        value_name = "LIST",
        env = "SITEMAP_SUBMIT_DIMENSIONS",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub dimensions: Vec<DimensionName>,

    /// The first day, in Pacific time [default: 27 days before the last].
    #[arg(
        long,
        help_heading = "Query",
        value_name = "DATE",
        env = "SITEMAP_SUBMIT_START",
        hide_env_values = true
    )]
    pub start: Option<Date>,

    /// The last day, in Pacific time [default: three days ago, the last with final numbers].
    #[arg(
        long,
        help_heading = "Query",
        value_name = "DATE",
        env = "SITEMAP_SUBMIT_END",
        hide_env_values = true
    )]
    pub end: Option<Date>,

    /// Count only where this holds: a dimension, an operator and a text, such as
    /// `query contains shoes`, `page equals https://example.com/` or `query regex ^how`. May be
    /// repeated; all must hold. Operators: equals, not-equals, contains, not-contains, regex,
    /// not-regex.
    #[arg(long, help_heading = "Query", value_name = "CONDITION", env = "SITEMAP_SUBMIT_FILTER", hide_env_values = true,
          value_parser = filter)]
    pub filter: Vec<Filter>,

    /// Which kind of search.
    #[arg(
        long,
        help_heading = "Query",
        value_name = "TYPE",
        env = "SITEMAP_SUBMIT_SEARCH_TYPE",
        hide_env_values = true,
        default_value = "web"
    )]
    pub search_type: SearchTypeName,

    /// Rows at most.
    #[arg(long, help_heading = "Query", value_name = "N", env = "SITEMAP_SUBMIT_LIMIT", hide_env_values = true,
          default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub limit: u32,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub account: AccountArgs,

    /// How the rows are written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "csv"]))]
    pub format: Format,
}

/// What rows can be grouped by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "Google's own names")]
pub enum DimensionName {
    Date,
    Query,
    Page,
    Country,
    Device,
    SearchAppearance,
}

impl DimensionName {
    /// As the API knows it.
    #[must_use]
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Date => Dimension::Date,
            Self::Query => Dimension::Query,
            Self::Page => Dimension::Page,
            Self::Country => Dimension::Country,
            Self::Device => Dimension::Device,
            Self::SearchAppearance => Dimension::SearchAppearance,
        }
    }
}

/// The kinds of search.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "Google's own names")]
pub enum SearchTypeName {
    #[default]
    Web,
    Image,
    Video,
    News,
    Discover,
    GoogleNews,
}

impl SearchTypeName {
    /// As the API knows it.
    #[must_use]
    pub const fn search_type(self) -> SearchType {
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

/// Reads a condition such as `query contains shoes`.
///
/// # Errors
/// What is expected instead.
pub fn filter(text: &str) -> Result<Filter, String> {
    let example = "write a dimension, an operator and a text, such as `query contains shoes`";
    let mut parts = text.trim().splitn(3, char::is_whitespace);
    let (Some(dimension), Some(operator), Some(expression)) =
        (parts.next(), parts.next(), parts.next())
    else {
        return Err(example.to_owned());
    };
    let dimension = DimensionName::from_str(dimension, true)
        .map_err(|_| format!("`{dimension}` is no dimension; {example}"))?;
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
