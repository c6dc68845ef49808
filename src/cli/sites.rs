//! `sites`: lists the properties of the account.

use clap::Args;

use super::settings::{self, SettingsError};
use super::shared::AccountArgs;
use super::values::one_of;
use crate::app::SitesOptions;
use crate::render::Format;

/// `sites`.
#[derive(Debug, Args)]
pub(crate) struct SitesArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub(crate) format: Format,
}

impl SitesArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if a setting is invalid.
    pub(crate) fn options(&self) -> Result<SitesOptions, SettingsError> {
        Ok(SitesOptions {
            connection: settings::connection(&self.account.key)?,
            deadline: self.account.deadline,
        })
    }
}
