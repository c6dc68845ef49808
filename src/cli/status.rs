//! `status`: reports Search Console's records of sitemaps.

use std::time::Duration;

use clap::Args;

use super::settings::{self, SettingsError};
use super::shared::{AccountArgs, CopyArgs, InputArgs, SiteArgs, StoreArgs};
use super::values::{duration, one_of};
use crate::app::StatusOptions;
use crate::model::Input;
use crate::render::Format;

/// `status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// Fail if Google's last download is older.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_MAX_AGE", hide_env_values = true,
          value_parser = duration)]
    pub(crate) max_age: Option<Duration>,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown", "github"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

impl StatusArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<StatusOptions, SettingsError> {
        let site = settings::site(&self.site)?;
        Ok(StatusOptions {
            inputs: settings::inputs(&self.input, Input::parse_submittable)?,
            site,
            connection: settings::connection(&self.account.key)?,
            deadline: self.account.deadline,
            store: settings::store(&self.store),
            max_age: self.max_age,
        })
    }
}
