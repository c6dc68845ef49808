//! `doctor`: checks everything that a submission needs.

use clap::{Args, ValueHint};

use super::settings::{self, SettingsError};
use super::shared::{AccountArgs, QuotaArgs, SiteArgs, StoreArgs, TermsArgs};
use super::values::one_of;
use crate::app::DoctorOptions;
use crate::app::invalid_argument::submittable;
use crate::render::Format;

/// `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// URL of a sitemap, or of a site, whose robots.txt then names the sitemaps.
    #[arg(value_name = "SITEMAP", env = "SITEMAP_SUBMIT_SITEMAP", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub(crate) sitemap: Option<String>,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) terms: TermsArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown"]))]
    pub(crate) format: Format,
}

impl DoctorArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<DoctorOptions, SettingsError> {
        Ok(DoctorOptions {
            site: settings::site(&self.site)?,
            input: self.sitemap.as_deref().map(submittable).transpose()?,
            access: settings::access(&self.account.key, &self.store, &self.quota)?,
            terms: self.terms.options(),
            deadline: self.account.deadline,
        })
    }
}
