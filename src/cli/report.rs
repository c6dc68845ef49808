//! `report`: reports the results of audits.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use jiff::Timestamp;

use super::settings::{self, SettingsError};
use super::shared::{SiteArgs, StoreArgs};
use super::values::{Since, one_of, since};
use crate::app::ReportOptions;
use crate::render::Format;

/// `report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) site: SiteArgs,

    /// Start of the report: a date, or a duration such as `30d` [default: 90d].
    #[arg(long, help_heading = "Input", value_name = "WHEN", env = "SITEMAP_SUBMIT_SINCE", hide_env_values = true,
          value_parser = since)]
    pub(crate) since: Option<Since>,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown", "html"]))]
    pub(crate) format: Format,

    /// Write the report to this file instead of standard output.
    #[arg(long, help_heading = "Output", value_name = "FILE", env = "SITEMAP_SUBMIT_OUTPUT", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

impl ReportArgs {
    /// The options of the run at the time `now`.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self, now: Timestamp) -> Result<ReportOptions, SettingsError> {
        Ok(ReportOptions {
            site: settings::site(&self.site)?,
            since: self.since.and_then(|since| since.before(now)),
            store: settings::store(&self.store),
        })
    }
}
