//! `submit`: fetches, validates, submits and confirms.

use std::time::Duration;

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::deploy::DeployArgs;
use super::settings::{self, SettingsError};
use super::shared::{
    AccountArgs, CopyArgs, DeployedFromArgs, InputArgs, SiteArgs, StoreArgs, TermsArgs,
};
use super::values::{duration, one_of, secret};
use crate::app::heartbeat::HeartbeatUrl;
use crate::app::{Deploy, Expected, SubmitOptions};
use crate::model::Input;
use crate::model::percent::Percent;
use crate::render::Format;

/// `submit`.
#[derive(Debug, Args)]
#[command(mut_arg("deadline", |deadline| deadline.help(
    "Time limit of the run except `--wait`, including retries"
)))]
pub(crate) struct SubmitArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// Do everything except submit; credentials, if given, are checked.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_DRY_RUN",
        hide_env_values = true
    )]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) terms: TermsArgs,

    /// Reject a sitemap that lost more than this share of its entries since its last confirmed
    /// submission, such as `20%`. Requires a store.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SHARE",
        env = "SITEMAP_SUBMIT_MAX_SHRINK",
        hide_env_values = true
    )]
    pub(crate) max_shrink: Option<Percent>,

    #[command(flatten)]
    pub(crate) deploy: DeployArgs,

    /// After the confirmation, wait up to this long until Google has downloaded and processed the
    /// sitemap, and report its errors and warnings.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_WAIT", hide_env_values = true,
          value_parser = duration)]
    pub(crate) wait: Option<Duration>,

    /// After success, ping this URL of a monitoring service, which alerts if no ping arrives. The
    /// URL is kept secret.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "URL",
        env = "SITEMAP_SUBMIT_HEARTBEAT_URL",
        hide_env_values = true,
        value_parser = secret
    )]
    pub(crate) heartbeat_url: Option<SecretString>,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown", "github", "sarif", "junit"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) deployed_from: DeployedFromArgs,

    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

impl SubmitArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<SubmitOptions, SettingsError> {
        let site = settings::site(&self.site)?;
        Ok(SubmitOptions {
            inputs: settings::inputs(&self.input, Input::parse_submittable)?,
            site,
            connection: settings::connection(&self.account.key)?,
            deadline: self.account.deadline,
            store: settings::store(&self.store),
            dry_run: self.dry_run,
            terms: self.terms.options(),
            max_shrink: self.max_shrink,
            lastmod_after: self.deploy.expect_lastmod_after,
            deploy: self.deploy()?,
            wait: self.wait,
            site_dir: self.deployed_from.site_dir.clone(),
        })
    }

    /// The deploy to wait for.
    fn deploy(&self) -> Result<Option<Deploy>, SettingsError> {
        let url = self.deploy.wait_for_url.as_deref();
        let url = url.map(Input::parse_page).transpose();
        let deploy = |url| Deploy {
            url,
            expected: Expected {
                lastmod_after: self.deploy.expect_lastmod_after,
                min_urls: self.terms.min_urls,
            },
            time_limit: self.deploy.wait_for_deadline,
        };
        Ok(url.map_err(SettingsError::WaitForUrl)?.map(deploy))
    }

    /// The URL to ping after success.
    ///
    /// # Errors
    /// [`SettingsError`] if it is not an `https` URL.
    pub(crate) fn heartbeat(&self) -> Result<Option<HeartbeatUrl>, SettingsError> {
        let given = self.heartbeat_url.as_ref().map(ExposeSecret::expose_secret);
        given
            .map(HeartbeatUrl::parse)
            .transpose()
            .map_err(SettingsError::Heartbeat)
    }
}
