//! `search-analytics`.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use search_console::search_analytics::Filter;

use super::settings::{self, SettingsError};
use super::shared::{AccountArgs, SiteArgs};
use super::values::one_of;
use crate::app::SearchAnalyticsOptions;
use crate::app::invalid_argument::InvalidArgument;
use crate::model::{AggregationName, DimensionName, SearchTypeName, filter};
use crate::render::Format;

/// `search-analytics`.
#[derive(Debug, Args)]
pub(crate) struct SearchAnalyticsArgs {
    #[command(flatten)]
    pub(crate) site: SiteArgs,

    /// Dimensions to group by, separated by commas [default: none, which gives totals].
    #[arg(
        long,
        help_heading = "Query",
        value_name = "LIST",
        env = "SITEMAP_SUBMIT_DIMENSIONS",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub(crate) dimensions: Vec<DimensionName>,

    /// First day, in Pacific time [default: 27 days before the last].
    #[arg(
        long,
        help_heading = "Query",
        value_name = "DATE",
        env = "SITEMAP_SUBMIT_START",
        hide_env_values = true
    )]
    pub(crate) start: Option<Date>,

    /// Last day, in Pacific time [default: three days ago, the last with final data; with `--fresh`, today].
    #[arg(
        long,
        help_heading = "Query",
        value_name = "DATE",
        env = "SITEMAP_SUBMIT_END",
        hide_env_values = true
    )]
    pub(crate) end: Option<Date>,

    /// Filter of a dimension, an operator and a text, such as `query contains shoes`, `page equals
    /// https://example.com/` or `query regex ^how`. May be repeated; rows have to match all.
    /// Operators: equals, not-equals, contains, not-contains, regex, not-regex.
    #[arg(long, help_heading = "Query", value_name = "CONDITION", env = "SITEMAP_SUBMIT_FILTER", hide_env_values = true,
          value_parser = filter)]
    pub(crate) filter: Vec<Filter>,

    /// Kind of search.
    #[arg(
        long,
        help_heading = "Query",
        value_name = "TYPE",
        env = "SITEMAP_SUBMIT_SEARCH_TYPE",
        hide_env_values = true,
        default_value = "web"
    )]
    pub(crate) search_type: SearchTypeName,

    /// Include data of the last days, which may still change. `--dimensions hour` always does.
    #[arg(
        long,
        help_heading = "Query",
        env = "SITEMAP_SUBMIT_FRESH",
        hide_env_values = true
    )]
    pub(crate) fresh: bool,

    /// Unit in which clicks and impressions are counted; `auto` counts by page if the query groups or
    /// filters by page, else by property.
    #[arg(
        long,
        help_heading = "Query",
        value_name = "UNIT",
        env = "SITEMAP_SUBMIT_AGGREGATION",
        hide_env_values = true,
        default_value = "auto"
    )]
    pub(crate) aggregation: AggregationName,

    /// Maximum number of rows.
    #[arg(long, help_heading = "Query", value_name = "N", env = "SITEMAP_SUBMIT_LIMIT", hide_env_values = true,
          default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "csv"]))]
    pub(crate) format: Format,
}

impl SearchAnalyticsArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid or no property is named.
    pub(crate) fn options(&self) -> Result<SearchAnalyticsOptions, SettingsError> {
        Ok(SearchAnalyticsOptions {
            property: settings::site(&self.site)?.ok_or(InvalidArgument::NoSite)?,
            connection: settings::connection(&self.account.key)?,
            deadline: self.account.deadline,
            start: self.start,
            end: self.end,
            dimensions: self.dimensions.clone(),
            search_type: self.search_type,
            filters: self.filter.clone(),
            fresh: self.fresh,
            aggregation: self.aggregation,
            limit: self.limit,
        })
    }
}

impl ValueEnum for DimensionName {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for AggregationName {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

impl ValueEnum for SearchTypeName {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}
