//! Arguments of a submission after a deploy.

use std::time::Duration;

use clap::{Args, ValueHint};
use jiff::Timestamp;

use super::values::{duration, moment};

/// The deploy and its expected content.
#[derive(Debug, Args)]
#[command(next_help_heading = "Deploy")]
pub(crate) struct DeployArgs {
    /// First wait until this sitemap is served completely, with a lastmod at or after
    /// `--expect-lastmod-after` and with at least `--min-urls` URLs, if these are given. The URLs
    /// of an index are counted only later, when its sitemaps are validated.
    #[arg(long, value_name = "URL", env = "SITEMAP_SUBMIT_WAIT_FOR_URL", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub(crate) wait_for_url: Option<String>,

    /// Time limit of `--wait-for-url`.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_WAIT_FOR_DEADLINE", hide_env_values = true,
          default_value = "10m", value_parser = duration)]
    pub(crate) wait_for_deadline: Duration,

    /// Reject a sitemap without a lastmod at or after this time, such as `2026-11-24T03:00:00Z`, or
    /// this day, such as `2026-11-24`. A day starts in the easternmost time zone, at 10:00 UTC of
    /// the day before.
    #[arg(long, value_name = "WHEN", env = "SITEMAP_SUBMIT_EXPECT_LASTMOD_AFTER", hide_env_values = true,
          value_parser = moment)]
    pub(crate) expect_lastmod_after: Option<Timestamp>,
}
