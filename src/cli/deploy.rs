//! What a submission that follows a deploy waits for.

use std::time::Duration;

use clap::{Args, ValueHint};
use jiff::Timestamp;

use super::values::{duration, moment};

/// The deploy, and how to know it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Deploy")]
pub(crate) struct DeployArgs {
    /// First wait until this sitemap is served as it should be: well-formed to its end, with a
    /// lastmod at or after `--expect-lastmod-after`, and with as many URLs as `--min-urls` says,
    /// where these are given. The URLs of an index are counted only when it is crawled to be
    /// submitted.
    #[arg(long, value_name = "URL", env = "SITEMAP_SUBMIT_WAIT_FOR_URL", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub(crate) wait_for_url: Option<String>,

    /// How long to wait for `--wait-for-url`.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_WAIT_FOR_DEADLINE", hide_env_values = true,
          default_value = "10m", value_parser = duration)]
    pub(crate) wait_for_deadline: Duration,

    /// Refuse a sitemap in which no lastmod is at or after this moment, such as
    /// `2026-11-24T03:00:00Z`, or the beginning of a day, such as `2026-11-24`. A day, also that of
    /// a lastmod, begins when it does so first on earth, which is 10:00 UTC of the day before.
    #[arg(long, value_name = "WHEN", env = "SITEMAP_SUBMIT_EXPECT_LASTMOD_AFTER", hide_env_values = true,
          value_parser = moment)]
    pub(crate) expect_lastmod_after: Option<Timestamp>,
}
