//! Groups of options that several subcommands take.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use sitemap_validator::Options;

use super::levels::LevelArgs;
use super::values::duration;
use crate::site::reading::RuleOptions;
use crate::store::InspectionQuota;

/// What to read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// A sitemap's URL, or a site's root, whose robots.txt then names the sitemaps.
    ///
    /// `validate` also takes a file, and `-` for standard input. Several in the environment
    /// variable are separated by white space.
    #[arg(value_name = "SITEMAP", env = "SITEMAP_SUBMIT_SITEMAP", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub(crate) sitemaps: Vec<String>,
}

/// Who asks.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub(crate) struct KeyArgs {
    /// The service account's key file [else: the content of `SITEMAP_SUBMIT_CREDENTIALS_JSON`, else
    /// the file that `GOOGLE_APPLICATION_CREDENTIALS` names].
    #[arg(long, value_name = "FILE", env = "SITEMAP_SUBMIT_CREDENTIALS", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) credentials: Option<PathBuf>,
}

/// Who asks, and for how long.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub(crate) struct AccountArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// How long everything but `--wait` may take, retries included.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "2m", value_parser = duration)]
    pub(crate) deadline: Duration,
}

/// What is remembered between runs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Store")]
pub(crate) struct StoreArgs {
    /// The file in which submissions, inspections and the quota are kept
    /// [default: sitemap-submit/store.sqlite3 in the platform's folder for data].
    #[arg(long, value_name = "FILE", env = "SITEMAP_SUBMIT_STORE", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) store: Option<PathBuf>,

    /// Remember nothing, and know nothing of earlier runs.
    #[arg(
        long,
        env = "SITEMAP_SUBMIT_NO_STORE",
        hide_env_values = true,
        conflicts_with = "store"
    )]
    pub(crate) no_store: bool,
}

/// The quota of URL inspection.
#[derive(Debug, Args)]
#[command(next_help_heading = "Quota")]
pub(crate) struct QuotaArgs {
    /// Inspections per day and property. Hidden from help: only Google can change the quota, but
    /// several stores for one property have to divide it.
    #[arg(
        long,
        value_name = "N",
        env = "SITEMAP_SUBMIT_QUOTA_PER_DAY",
        hide = true,
        default_value_t = InspectionQuota::GOOGLE.per_day
    )]
    pub(crate) quota_per_day: u32,

    /// Inspections per minute and property.
    #[arg(long, value_name = "N", env = "SITEMAP_SUBMIT_QUOTA_PER_MINUTE", hide = true,
          default_value_t = InspectionQuota::GOOGLE.per_minute, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub(crate) quota_per_minute: u32,
}

/// The property.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub(crate) struct SiteArgs {
    /// The property, by its exact name: `https://example.com/` or `sc-domain:example.com`
    /// [default: the most specific that the account sees and that covers the sitemap].
    #[arg(
        long,
        value_name = "PROPERTY",
        env = "SITEMAP_SUBMIT_SITE",
        hide_env_values = true
    )]
    pub(crate) site: Option<String>,
}

/// What the sitemaps were deployed from.
#[derive(Debug, Args)]
pub(crate) struct DeployedFromArgs {
    /// The folder that was deployed as the site. A finding that a file in it has, too, is shown at
    /// that file's place, in annotations and SARIF.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FOLDER",
        env = "SITEMAP_SUBMIT_SITE_DIR",
        hide_env_values = true,
        value_hint = ValueHint::DirPath
    )]
    pub(crate) site_dir: Option<PathBuf>,
}

/// Where else the report goes.
#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// Also write the report, as JSON, to this file.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FILE",
        env = "SITEMAP_SUBMIT_REPORT_FILE",
        hide_env_values = true
    )]
    pub(crate) report_file: Option<PathBuf>,

    /// Also write the outcome and the reasons to this file, such as /dev/termination-log.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FILE",
        env = "SITEMAP_SUBMIT_TERMINATION_LOG",
        hide_env_values = true
    )]
    pub(crate) termination_log: Option<PathBuf>,
}

/// Which findings there are, and how many are shown.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    #[command(flatten)]
    pub(crate) levels: LevelArgs,

    /// Show at most so many findings of each rule; all are counted.
    #[arg(long, help_heading = "Output", value_name = "N", env = "SITEMAP_SUBMIT_MAX_FINDINGS", hide_env_values = true,
          default_value_t = Options::DEFAULT_FINDINGS_PER_RULE)]
    pub(crate) max_findings: usize,
}

impl RuleArgs {
    /// The options of the validator.
    pub(crate) fn options(&self) -> RuleOptions {
        RuleOptions {
            levels: self.levels.levels().clone(),
            max_findings: self.max_findings,
        }
    }
}
