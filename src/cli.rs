//! Describes the command line; what was typed, not yet what it means (that is `settings`).

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::SignedDuration;

use crate::exit_code::ExitCode;

/// Validates a site's sitemap, submits it to Google Search Console, and reads back that the
/// submission was recorded.
#[derive(Debug, Parser)]
#[command(name = "sitemap-submit", version, max_term_width = 100)]
#[command(after_help = "`--help` also lists the exit codes.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// How much of what is going on is logged to standard error.
    #[arg(
        long,
        help_heading = "Output",
        global = true,
        value_name = "LEVEL",
        env = "SITEMAP_SUBMIT_LOG",
        default_value = "warn",
        hide_env_values = true
    )]
    pub log: LogLevel,
}

/// The command line as a whole: what the types describe, and the exit codes.
#[must_use]
pub fn command() -> clap::Command {
    let mut codes = String::from("Exit codes:\n");
    for code in ExitCode::ALL {
        let _ = writeln!(codes, "  {:>3}  {}", code.code(), code.meaning());
    }
    codes.push_str("A rerun can help after 11, 23, 24 and 25; after the others something has to be repaired first.");
    Cli::command().after_long_help(codes)
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetch, validate and submit sitemaps, and confirm that Google recorded them.
    Submit(SubmitArgs),
    /// Validate sitemaps without submitting them.
    Validate(ValidateArgs),
    /// Show what Search Console knows of submitted sitemaps.
    Status(StatusArgs),
    /// List the properties that the account sees.
    Sites(SitesArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// What to read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// A sitemap's URL, or a site's root, whose robots.txt then names the sitemaps.
    ///
    /// `validate` also takes a file, and `-` for standard input. Several in the environment
    /// variable are separated by white space.
    #[arg(value_name = "SITEMAP", env = "SITEMAP_SUBMIT_SITEMAP", hide_env_values = true,
          value_hint = ValueHint::Url)]
    pub sitemaps: Vec<String>,
}

/// Who asks, and for which property.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub struct AccountArgs {
    /// The service account's key file [else: the content of `SITEMAP_SUBMIT_CREDENTIALS_JSON`, else
    /// the file that `GOOGLE_APPLICATION_CREDENTIALS` names].
    #[arg(long, value_name = "FILE", env = "SITEMAP_SUBMIT_CREDENTIALS", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub credentials: Option<PathBuf>,

    /// How long everything but `--wait` may take, retries included.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "2m", value_parser = duration)]
    pub deadline: Duration,
}

/// The property.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search Console")]
pub struct SiteArgs {
    /// The property, by its exact name: `https://example.com/` or `sc-domain:example.com`
    /// [default: the most specific that the account sees and that covers the sitemap].
    #[arg(
        long,
        value_name = "PROPERTY",
        env = "SITEMAP_SUBMIT_SITE",
        hide_env_values = true
    )]
    pub site: Option<String>,
}

/// `submit`.
#[derive(Debug, Args)]
pub struct SubmitArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub input: InputArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub site: SiteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub account: AccountArgs,

    /// Do everything but submit; credentials, if given, are tried.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_DRY_RUN",
        hide_env_values = true
    )]
    pub dry_run: bool,

    /// The least severity that keeps a sitemap from being submitted.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SEVERITY",
        env = "SITEMAP_SUBMIT_FAIL_ON",
        hide_env_values = true,
        default_value = "error"
    )]
    pub fail_on: FailOn,

    /// Refuse a sitemap that lists fewer URLs.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "N",
        env = "SITEMAP_SUBMIT_MIN_URLS",
        hide_env_values = true
    )]
    pub min_urls: Option<u64>,

    /// After the confirmation, wait at most this long until Google has downloaded the sitemap, and
    /// report its errors and warnings.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_WAIT", hide_env_values = true,
          value_parser = duration)]
    pub wait: Option<Duration>,

    /// How the report is written.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FORMAT",
        env = "SITEMAP_SUBMIT_FORMAT",
        hide_env_values = true,
        default_value = "human"
    )]
    pub format: Format,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub copies: CopyArgs,
}

/// `validate`.
#[derive(Debug, Args)]
pub struct ValidateArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub input: InputArgs,

    /// The least severity that makes a sitemap invalid.
    #[arg(
        long,
        help_heading = "Decision",
        value_name = "SEVERITY",
        env = "SITEMAP_SUBMIT_FAIL_ON",
        hide_env_values = true,
        default_value = "error"
    )]
    pub fail_on: FailOn,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json", "github"]))]
    pub format: Format,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub copies: CopyArgs,
}

/// `status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub input: InputArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub site: SiteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub account: AccountArgs,

    /// Fail when Google's last download is older.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_MAX_AGE", hide_env_values = true,
          value_parser = duration)]
    pub max_age: Option<Duration>,

    /// How the report is written.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FORMAT",
        env = "SITEMAP_SUBMIT_FORMAT",
        hide_env_values = true,
        default_value = "human"
    )]
    pub format: Format,

    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub copies: CopyArgs,
}

/// `sites`.
#[derive(Debug, Args)]
pub struct SitesArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "documented by its type")]
    pub account: AccountArgs,

    /// How the report is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub format: Format,
}

/// Where else the report goes.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// Also write the report, as JSON, to this file.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FILE",
        env = "SITEMAP_SUBMIT_REPORT_FILE",
        hide_env_values = true
    )]
    pub report_file: Option<PathBuf>,

    /// Also write the outcome and the reasons to this file, such as /dev/termination-log.
    #[arg(
        long,
        help_heading = "Output",
        value_name = "FILE",
        env = "SITEMAP_SUBMIT_TERMINATION_LOG",
        hide_env_values = true
    )]
    pub termination_log: Option<PathBuf>,
}

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: a line per sitemap, findings with their source line.
    Human,
    /// One JSON object, see docs/report.schema.json.
    Json,
    /// Markdown, for a job summary or a comment.
    Markdown,
    /// Workflow commands that GitHub shows as annotations.
    Github,
}

/// The least severity that counts as failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Nothing: findings are reported only.
    Never,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the usual names of levels")]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

/// Accepts only some formats, and names only those in the help.
fn one_of(
    formats: &'static [&'static str],
) -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
    let names = Format::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .filter(|value| formats.contains(&value.get_name()));
    let values: Vec<PossibleValue> = names.collect();
    PossibleValuesParser::new(values).try_map(|name| Format::from_str(&name, false))
}

/// Reads a length of time such as `90s`, `2m` or `1h 30m`.
fn duration(text: &str) -> Result<Duration, String> {
    let example = "write a number and a unit, such as `90s`, `2m` or `1h 30m`";
    let signed: SignedDuration = text.parse().map_err(|_| example.to_owned())?;
    let positive = Duration::try_from(signed).map_err(|_| example.to_owned())?;
    if positive > LONGEST_DURATION {
        return Err(format!(
            "longer than {} days",
            LONGEST_DURATION.as_secs() / 86_400
        ));
    }
    Ok(positive)
}

/// Longer times are mistakes, and could not be added to a point in time.
const LONGEST_DURATION: Duration = Duration::from_secs(366 * 86_400);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit_code::Rerun;

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

    #[test]
    fn durations_have_units_and_bounds() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        for text in ["", "90", "-5s", "soon", "1000000h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
