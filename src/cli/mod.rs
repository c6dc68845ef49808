//! The command line: a file per subcommand defines its arguments and converts them to the options
//! of the function in `app`. `settings` reads the environment and the config file, `dispatch` calls
//! `app`.

mod audit;
mod command_line;
mod completions;
mod delete;
mod deploy;
mod dispatch;
mod doctor;
mod explain;
mod hardening;
mod inspect;
mod levels;
mod logging;
mod man;
mod mcp;
mod parser_message;
mod report;
mod run;
mod search_analytics;
mod shared;
mod sites;
mod status;
mod submit;
mod validate;
mod values;
mod verify;

pub(crate) mod config_file;
pub(crate) mod settings;

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueHint};

use crate::model::ExitCode;

pub(crate) use audit::AuditArgs;
pub(crate) use delete::DeleteArgs;
pub(crate) use doctor::DoctorArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use inspect::InspectArgs;
pub(crate) use mcp::McpArgs;
pub(crate) use report::ReportArgs;
pub(crate) use run::{Next, print_failure, run};
pub(crate) use search_analytics::SearchAnalyticsArgs;
pub(crate) use shared::{CopyArgs, InputArgs, KeyArgs, QuotaArgs, SiteArgs, StoreArgs};
pub(crate) use sites::SitesArgs;
pub(crate) use status::StatusArgs;
pub(crate) use submit::SubmitArgs;
pub(crate) use validate::ValidateArgs;
pub(crate) use values::LogLevel;
pub(crate) use verify::VerifyArgs;

/// Validates a site's sitemap, submits it to Google Search Console, and reads back that the
/// submission was recorded.
#[derive(Debug, Parser)]
#[command(name = "sitemap-submit", version, max_term_width = 100)]
#[command(after_help = "`--help` also lists the exit codes.")]
pub(crate) struct Cli {
    /// Subcommand.
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Minimum level of log messages on standard error.
    #[arg(
        long,
        help_heading = "Output",
        global = true,
        value_name = "LEVEL",
        env = "SITEMAP_SUBMIT_LOG",
        default_value = "warn",
        hide_env_values = true
    )]
    pub(crate) log: LogLevel,

    /// Config file, such as sitemap-submit.toml; its keys are the long names of flags.
    #[arg(
        long,
        help_heading = "Settings",
        global = true,
        value_name = "FILE",
        env = "SITEMAP_SUBMIT_CONFIG",
        hide_env_values = true,
        value_hint = ValueHint::FilePath
    )]
    pub(crate) config: Option<PathBuf>,
}

/// The complete command: the arguments of the types, and the exit codes.
#[must_use]
pub fn command() -> clap::Command {
    let mut codes = String::from("Exit codes:\n");
    for code in ExitCode::ALL {
        let _ = writeln!(codes, "  {:>3}  {}", code.code(), code.meaning());
    }
    codes.push_str("A rerun can help after 11, 23, 24, 25 and 26; the others need a fix first.");
    Cli::command().after_long_help(codes)
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fetch, validate and submit sitemaps, and confirm that Google recorded them.
    Submit(SubmitArgs),
    /// Validate sitemaps without submitting them.
    Validate(ValidateArgs),
    /// Explain a rule, or list all rules.
    Explain(ExplainArgs),
    /// Show the records of submitted sitemaps in Search Console.
    Status(StatusArgs),
    /// List the properties of the account.
    Sites(SitesArgs),
    /// Remove a sitemap from Search Console.
    Delete(DeleteArgs),
    /// Verify that the account owns properties, and add them to its list.
    Verify(VerifyArgs),
    /// Inspect pages with the URL Inspection API.
    Inspect(InspectArgs),
    /// Inspect the pages of sitemaps: indexed, pending, excluded or in error.
    Audit(AuditArgs),
    /// Report a property's indexing status and trend from earlier audits.
    Report(ReportArgs),
    /// Query a property's clicks and impressions in Google's search results.
    SearchAnalytics(SearchAnalyticsArgs),
    /// Check everything that a submission needs, and how to fix what is wrong.
    Doctor(DoctorArgs),
    /// Serve these functions to agents over the Model Context Protocol (MCP).
    Mcp(McpArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

impl Command {
    /// The SITEMAP arguments, if the subcommand takes several.
    pub(crate) const fn input_mut(&mut self) -> Option<&mut InputArgs> {
        match self {
            Self::Submit(args) => Some(&mut args.input),
            Self::Validate(args) => Some(&mut args.input),
            Self::Status(args) => Some(&mut args.input),
            Self::Audit(args) => Some(&mut args.input),
            Self::Explain(_)
            | Self::Sites(_)
            | Self::Delete(_)
            | Self::Verify(_)
            | Self::Inspect(_)
            | Self::Report(_)
            | Self::SearchAnalytics(_)
            | Self::Doctor(_)
            | Self::Mcp(_)
            | Self::Completions { .. }
            | Self::Man => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rerun;

    #[test]
    fn the_description_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn the_help_names_the_codes_after_which_a_rerun_helps() {
        let codes: Vec<String> = ExitCode::ALL
            .iter()
            .filter(|code| matches!(code.rerun(), Rerun::Helps | Rerun::HelpsLater))
            .map(|code| code.code().to_string())
            .collect();
        let help = command().render_long_help().to_string();
        let sentence = help
            .lines()
            .find(|line| line.starts_with("A rerun can help"))
            .unwrap();
        for code in codes {
            assert!(sentence.contains(&code), "{code} in {sentence}");
        }
    }

    #[test]
    fn every_option_has_its_environment_variable() {
        for subcommand in Cli::command().get_subcommands() {
            for option in subcommand.get_opts() {
                let flag = option.get_long().unwrap();
                let expected = format!("SITEMAP_SUBMIT_{}", flag.to_uppercase().replace('-', "_"));
                let env = option.get_env().and_then(|name| name.to_str());
                assert_eq!(env, Some(expected.as_str()), "--{flag}");
            }
        }
    }
}
