//! `inspect`: inspects single pages.

use clap::{Args, ValueHint};

use super::settings::{self, SettingsError};
use super::shared::{AccountArgs, QuotaArgs, SiteArgs, StoreArgs};
use super::values::one_of;
use crate::app::InspectOptions;
use crate::app::invalid_argument::page_urls;
use crate::render::Format;

/// `inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// URL of a page.
    #[arg(value_name = "URL", required = true, value_hint = ValueHint::Url)]
    pub(crate) urls: Vec<String>,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown"]))]
    pub(crate) format: Format,
}

impl InspectArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<InspectOptions, SettingsError> {
        Ok(InspectOptions {
            site: settings::site(&self.site)?,
            urls: page_urls(&self.urls)?,
            access: settings::access(&self.account.key, &self.store, &self.quota)?,
            deadline: self.account.deadline,
        })
    }
}
