//! Groups of options that several subcommands take.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use sitemap_validator::Options;

use super::levels::LevelArgs;
use super::values::duration;
use crate::app::SubmissionTerms;
use crate::app::policy::Policy;
use crate::model::FailOn;
use crate::site::reading::RuleOptions;
use crate::store::InspectionQuota;

/// Documents to work on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// URL of a sitemap, or of a site, whose robots.txt then names the sitemaps.
    ///
    /// `validate` also accepts a file, a folder that is not deployed yet (with `--base-url`), and `-`
    /// for standard input. In the environment variable, separate several by white space.
    #[arg(value_name = "SITEMAP", env = "SITEMAP_SUBMIT_SITEMAP", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub(crate) sitemaps: Vec<String>,
}

/// The account.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub(crate) struct KeyArgs {
    /// Key file of the service account [default: the content of `SITEMAP_SUBMIT_CREDENTIALS_JSON`,
    /// then the file that `GOOGLE_APPLICATION_CREDENTIALS` names].
    #[arg(long, value_name = "FILE", env = "SITEMAP_SUBMIT_CREDENTIALS", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) credentials: Option<PathBuf>,
}

/// The account, and the time limit.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub(crate) struct AccountArgs {
    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// Time limit of the run, including retries.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "2m", value_parser = duration)]
    pub(crate) deadline: Duration,
}

/// The store.
#[derive(Debug, Args)]
#[command(next_help_heading = "Store")]
pub(crate) struct StoreArgs {
    /// File that keeps submissions, inspections and the used quota
    /// [default: sitemap-submit/store.sqlite3 in the platform's data folder].
    #[arg(long, value_name = "FILE", env = "SITEMAP_SUBMIT_STORE", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) store: Option<PathBuf>,

    /// Run without a store.
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
    /// Exact name of the property: `https://example.com/` or `sc-domain:example.com`
    /// [default: the account's most specific property that covers the sitemap].
    #[arg(
        long,
        value_name = "PROPERTY",
        env = "SITEMAP_SUBMIT_SITE",
        hide_env_values = true
    )]
    pub(crate) site: Option<String>,
}

/// Folder of the deployed site.
#[derive(Debug, Args)]
pub(crate) struct DeployedFromArgs {
    /// Folder that was deployed as the site. Annotations and SARIF then show findings at the lines
    /// of the files in it.
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

/// Copies of the report.
#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// Also write the report to this file, as JSON.
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

/// Severity of rules, and number of findings.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    #[command(flatten)]
    pub(crate) levels: LevelArgs,

    /// Maximum number of findings to show per rule; all are counted.
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

/// Terms on which a sitemap may be submitted.
#[derive(Debug, Args)]
pub(crate) struct TermsArgs {
    /// Minimum severity of a finding that prevents the submission.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SEVERITY",
        env = "SITEMAP_SUBMIT_FAIL_ON",
        hide_env_values = true,
        value_enum,
        default_value_t = FailOn::OF_SUBMISSION
    )]
    pub(crate) fail_on: FailOn,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    /// Do not validate the sitemaps that an index lists. `--min-urls` then rejects every index, and
    /// `--max-shrink` counts its sitemaps.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_NO_CRAWL",
        hide_env_values = true
    )]
    pub(crate) no_crawl: bool,

    /// Reject a sitemap with fewer URLs.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "N",
        env = "SITEMAP_SUBMIT_MIN_URLS",
        hide_env_values = true
    )]
    pub(crate) min_urls: Option<u64>,
}

impl TermsArgs {
    /// The terms of the run.
    pub(crate) fn options(&self) -> SubmissionTerms {
        SubmissionTerms {
            policy: Policy {
                fail_on: self.fail_on,
                min_urls: self.min_urls,
            },
            rules: self.rules.options(),
            crawls: !self.no_crawl,
        }
    }
}
