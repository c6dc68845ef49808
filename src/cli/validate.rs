//! `validate`: checks sitemaps without submitting them.

use std::time::Duration;

use clap::{Args, value_parser};
use url::Url;

use super::settings::{self, SettingsError};
use super::shared::{CopyArgs, DeployedFromArgs, InputArgs, RuleArgs};
use super::values::{base_url, duration, one_of};
use crate::app::{ValidateOptions, ValidationTerms};
use crate::model::{FailOn, Input};
use crate::render::Format;

/// `validate`.
#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Minimum severity of a finding that makes a sitemap invalid.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SEVERITY",
        env = "SITEMAP_SUBMIT_FAIL_ON",
        hide_env_values = true,
        value_enum,
        default_value_t = FailOn::OF_VALIDATION
    )]
    pub(crate) fail_on: FailOn,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    /// Also fetch and validate the sitemaps that an index or a robots.txt lists, and compare them
    /// with each other.
    #[arg(
        long,
        help_heading = "Input",
        env = "SITEMAP_SUBMIT_CRAWL",
        hide_env_values = true
    )]
    pub(crate) crawl: bool,

    /// Check that translations link back to each other (hreflang). Takes up to 40 MB of memory.
    #[arg(
        long,
        help_heading = "Input",
        env = "SITEMAP_SUBMIT_CHECK_HREFLANG",
        hide_env_values = true
    )]
    pub(crate) check_hreflang: bool,

    /// Fetch up to N of the listed pages, at most 1000 and the same ones in every run, and report
    /// errors, redirects, noindex and robots.txt blocks.
    #[arg(
        long,
        help_heading = "Input",
        value_name = "N",
        env = "SITEMAP_SUBMIT_CHECK_URLS",
        hide_env_values = true,
        default_value_t = 0,
        value_parser = value_parser!(u16).range(0..=1_000)
    )]
    pub(crate) check_urls: u16,

    /// URL under which local files will be served, such as `https://www.example.com/`; their
    /// entries are compared with its host and scheme, and those of a folder with its files.
    #[arg(
        long,
        help_heading = "Input",
        value_name = "URL",
        env = "SITEMAP_SUBMIT_BASE_URL",
        hide_env_values = true,
        value_parser = base_url
    )]
    pub(crate) base_url: Option<Url>,

    /// Time limit of the run, including retries.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "2m", value_parser = duration)]
    pub(crate) deadline: Duration,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "github", "sarif", "junit"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) deployed_from: DeployedFromArgs,

    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

impl ValidateArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<ValidateOptions, SettingsError> {
        Ok(ValidateOptions {
            inputs: settings::inputs(&self.input, Input::parse_document)?,
            terms: ValidationTerms {
                fail_on: self.fail_on,
                rules: self.rules.options(),
                crawls: self.crawl,
                translations: self.check_hreflang,
                pages: self.check_urls.into(),
                base_url: self.base_url.clone(),
            },
            deadline: self.deadline,
            site_dir: self.deployed_from.site_dir.clone(),
        })
    }
}
