//! `audit`: inspects the pages of sitemaps.

use std::time::Duration;

use clap::Args;

use super::settings::{self, SettingsError};
use super::shared::{InputArgs, KeyArgs, QuotaArgs, SiteArgs, StoreArgs};
use super::values::{duration, one_of};
use crate::app::AuditOptions;
use crate::model::Input;
use crate::render::Format;

/// `audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,

    /// Maximum number of inspections in this run [default: remaining daily quota].
    #[arg(
        long,
        help_heading = "Quota",
        value_name = "N",
        env = "SITEMAP_SUBMIT_BUDGET",
        hide_env_values = true
    )]
    pub(crate) budget: Option<u32>,

    /// Age up to which the result of a settled, unchanged page counts. Others are inspected daily.
    #[arg(long, help_heading = "Quota", value_name = "DURATION", env = "SITEMAP_SUBMIT_FRESH_FOR", hide_env_values = true,
          default_value = "14d", value_parser = duration)]
    pub(crate) fresh_for: Duration,

    /// Stop after this time. Results are kept, and the next run continues from there.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "6h", value_parser = duration)]
    pub(crate) deadline: Duration,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown"]))]
    pub(crate) format: Format,
}

impl AuditArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<AuditOptions, SettingsError> {
        let site = settings::site(&self.site)?;
        Ok(AuditOptions {
            inputs: settings::inputs(&self.input, Input::parse_submittable)?,
            site,
            access: settings::access(&self.key, &self.store, &self.quota)?,
            budget: self.budget,
            fresh_for: self.fresh_for,
            deadline: self.deadline,
        })
    }
}
