//! The subcommands that tell engines of sitemaps, and look at what they know of them.

use std::time::Duration;

use clap::{Args, value_parser};
use secrecy::SecretString;

use super::deploy::DeployArgs;
use super::shared::{
    AccountArgs, CopyArgs, DeployedFromArgs, InputArgs, RuleArgs, SiteArgs, StoreArgs,
};
use super::values::{FailOn, duration, one_of, secret};
use crate::model::percent::Percent;
use crate::render::Format;

/// `submit`.
#[derive(Debug, Args)]
pub(crate) struct SubmitArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// Do everything but submit; credentials, if given, are tried.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_DRY_RUN",
        hide_env_values = true
    )]
    pub(crate) dry_run: bool,

    /// The least severity that keeps a sitemap from being submitted.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SEVERITY",
        env = "SITEMAP_SUBMIT_FAIL_ON",
        hide_env_values = true,
        default_value = "error"
    )]
    pub(crate) fail_on: FailOn,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    /// Of an index, validate only itself, not the sitemaps that it lists. `--min-urls` then refuses
    /// every index, and `--max-shrink` counts its sitemaps.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_NO_CRAWL",
        hide_env_values = true
    )]
    pub(crate) no_crawl: bool,

    /// Refuse a sitemap that lists fewer URLs.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "N",
        env = "SITEMAP_SUBMIT_MIN_URLS",
        hide_env_values = true
    )]
    pub(crate) min_urls: Option<u64>,

    /// Refuse a sitemap that lost more than this share of its entries, such as `20%`, since its
    /// last confirmed submission. Needs a store.
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

    /// After the confirmation, wait at most this long until Google has downloaded and processed the
    /// sitemap, and report its errors and warnings.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_WAIT", hide_env_values = true,
          value_parser = duration)]
    pub(crate) wait: Option<Duration>,

    /// After success, ping this address, so that whoever waits for the ping notices when it does
    /// not come. The address is kept secret.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "URL",
        env = "SITEMAP_SUBMIT_HEARTBEAT_URL",
        hide_env_values = true,
        value_parser = secret
    )]
    pub(crate) heartbeat_url: Option<SecretString>,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown", "github", "sarif", "junit"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) deployed_from: DeployedFromArgs,

    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

/// `validate`.
#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// The least severity that makes a sitemap invalid.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SEVERITY",
        env = "SITEMAP_SUBMIT_FAIL_ON",
        hide_env_values = true,
        default_value = "error"
    )]
    pub(crate) fail_on: FailOn,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    /// Also fetch and validate the sitemaps that an index or a robots.txt lists, and look at what
    /// only all of them together show.
    #[arg(
        long,
        help_heading = "Input",
        env = "SITEMAP_SUBMIT_CRAWL",
        hide_env_values = true
    )]
    pub(crate) crawl: bool,

    /// Compare translations: a page that is named as one has to name the other back, wherever both
    /// are listed. Takes up to 40 MB.
    #[arg(
        long,
        help_heading = "Input",
        env = "SITEMAP_SUBMIT_CHECK_HREFLANG",
        hide_env_values = true
    )]
    pub(crate) check_hreflang: bool,

    /// Look at so many of the listed pages, at most 1000 and the same in every run, and report those that answer
    /// with an error, redirect, ask not to be indexed, or are blocked by robots.txt.
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

    /// How long all of it may take, retries included.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "2m", value_parser = duration)]
    pub(crate) deadline: Duration,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "github", "sarif", "junit"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) deployed_from: DeployedFromArgs,

    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

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

    /// Fail when Google's last download is older.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_MAX_AGE", hide_env_values = true,
          value_parser = duration)]
    pub(crate) max_age: Option<Duration>,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown", "github"]))]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) copies: CopyArgs,
}

/// `sites`.
#[derive(Debug, Args)]
pub(crate) struct SitesArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub(crate) format: Format,
}
