//! `delete`: remove a sitemap from Search Console.

use clap::{Args, ValueHint};

use super::settings::{self, SettingsError};
use super::shared::{AccountArgs, SiteArgs};
use super::values::one_of;
use crate::app::DeleteOptions;
use crate::app::invalid_argument::one_sitemap;
use crate::render::Format;

/// `delete`.
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// URL of the sitemap. The file on the site and the indexed pages stay as they are.
    #[arg(value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) url: String,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub(crate) format: Format,
}

impl DeleteArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<DeleteOptions, SettingsError> {
        Ok(DeleteOptions {
            sitemap: one_sitemap(&self.url)?,
            site: settings::site(&self.site)?,
            connection: settings::connection(&self.account.key)?,
            deadline: self.account.deadline,
        })
    }
}
