//! The subcommands that ask what became of pages, and serve the answers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};

use super::shared::{AccountArgs, InputArgs, KeyArgs, QuotaArgs, SiteArgs, StoreArgs};
use super::values::{Since, duration, one_of, since};
use crate::render::Format;

/// `inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// The page's URL.
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

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown"]))]
    pub(crate) format: Format,
}

/// `audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,

    /// Inspect at most so many pages in this run [default: what the quota leaves].
    #[arg(
        long,
        help_heading = "Quota",
        value_name = "N",
        env = "SITEMAP_SUBMIT_BUDGET",
        hide_env_values = true
    )]
    pub(crate) budget: Option<u32>,

    /// How long the answer on a page that is settled and has not changed stays good. Others are
    /// asked of every day.
    #[arg(long, help_heading = "Quota", value_name = "DURATION", env = "SITEMAP_SUBMIT_FRESH_FOR", hide_env_values = true,
          default_value = "14d", value_parser = duration)]
    pub(crate) fresh_for: Duration,

    /// Stop after this time; what was learnt is kept, and the next run goes on from there.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "6h", value_parser = duration)]
    pub(crate) deadline: Duration,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown"]))]
    pub(crate) format: Format,
}

/// `report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) site: SiteArgs,

    /// How far back to look: a date, or a length of time such as `30d` [default: 90d].
    #[arg(long, help_heading = "Input", value_name = "WHEN", env = "SITEMAP_SUBMIT_SINCE", hide_env_values = true,
          value_parser = since)]
    pub(crate) since: Option<Since>,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown", "html"]))]
    pub(crate) format: Format,

    /// Write the report to this file instead of standard output.
    #[arg(long, help_heading = "Output", value_name = "FILE", env = "SITEMAP_SUBMIT_OUTPUT", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

/// `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// A sitemap's URL, or a site's root, whose robots.txt then names the sitemaps.
    #[arg(value_name = "SITEMAP", env = "SITEMAP_SUBMIT_SITEMAP", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub(crate) sitemap: Option<String>,

    #[command(flatten)]
    pub(crate) site: SiteArgs,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "markdown"]))]
    pub(crate) format: Format,
}

/// `mcp`.
#[derive(Debug, Args)]
pub(crate) struct McpArgs {
    /// Serve over streamable HTTP instead of standard input and output: at this address, or at
    /// 127.0.0.1:8808 where none is given. Any address but loopback needs a token.
    #[arg(
        long,
        help_heading = "HTTP",
        value_name = "ADDRESS",
        num_args = 0..=1,
        default_missing_value = "127.0.0.1:8808",
        env = "SITEMAP_SUBMIT_HTTP",
        hide_env_values = true
    )]
    pub(crate) http: Option<SocketAddr>,

    /// A file with the bearer token that callers have to show [else: the content of
    /// `SITEMAP_SUBMIT_HTTP_TOKEN`].
    #[arg(long, help_heading = "HTTP", value_name = "FILE", env = "SITEMAP_SUBMIT_HTTP_TOKEN_FILE", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) http_token_file: Option<PathBuf>,

    /// A name under which the server is reached, beside those of loopback. May be repeated.
    #[arg(
        long,
        help_heading = "HTTP",
        value_name = "NAME",
        env = "SITEMAP_SUBMIT_HTTP_HOST",
        hide_env_values = true
    )]
    pub(crate) http_host: Vec<String>,

    /// An origin of web pages that may call, such as `https://app.example.com`. May be
    /// repeated.
    #[arg(
        long,
        help_heading = "HTTP",
        value_name = "ORIGIN",
        env = "SITEMAP_SUBMIT_HTTP_ORIGIN",
        hide_env_values = true
    )]
    pub(crate) http_origin: Vec<String>,

    /// Let agents submit sitemaps.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_ALLOW_SUBMIT",
        hide_env_values = true
    )]
    pub(crate) allow_submit: bool,

    /// Let agents remove sitemaps from Search Console.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_ALLOW_DELETE",
        hide_env_values = true
    )]
    pub(crate) allow_delete: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        mcp: McpArgs,
    }

    #[test]
    fn http_without_an_address_is_served_on_loopback() {
        let address = |arguments: &[&str]| {
            let line = Line::try_parse_from([&["test"], arguments].concat()).unwrap();
            line.mcp.http.map(|address| address.to_string())
        };
        assert_eq!(address(&["--allow-submit"]), None);
        let usual = Some("127.0.0.1:8808".to_owned());
        assert_eq!(address(&["--http", "--allow-submit"]), usual);
        assert_eq!(address(&["--http", "[::1]:0"]), Some("[::1]:0".to_owned()));
    }
}
