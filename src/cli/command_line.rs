//! Parses the command line together with the environment and the config file.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Command, FromArgMatches};

use super::config_file::{ConfigError, ConfigFile, SiteFilter, SiteRun, is_given};
use super::settings::{self, CREDENTIALS_JSON, HTTP_TOKEN, SITEMAP, listed, variable};
use crate::cli::{self, Cli};

/// Parsed command line.
pub(crate) struct ParsedCli {
    /// The command line, with the common settings of the config file.
    pub(crate) cli: Cli,
    /// The command for each site of the config file, if it has sites.
    pub(crate) sites: Option<Vec<cli::Command>>,
    /// Error in the config file.
    pub(crate) fault: Option<ConfigError>,
}

/// Reads the command line as clap does, but ignores empty variables; then the config file, if one
/// is given.
pub(crate) fn parse_arguments(
    arguments: impl Iterator<Item = OsString>,
) -> Result<ParsedCli, clap::Error> {
    let words: Vec<OsString> = arguments.collect();
    let command = settings::uncontradicted(settings::usable(cli::command()), &words);
    let given = command.clone().try_get_matches_from(&words)?;
    let parse = |command: Command| {
        let matches: ArgMatches = command.try_get_matches_from(&words)?;
        Cli::from_arg_matches(&matches)
    };
    let parsed = |cli, sites, fault| ParsedCli { cli, sites, fault };
    let (Some(path), Some((name, details))) =
        (given.get_one::<PathBuf>("config"), given.subcommand())
    else {
        return Ok(parsed(Cli::from_arg_matches(&given)?, None, None));
    };
    let from_environment = variable(SITEMAP);
    let text = |id| {
        let values = details.try_get_many::<String>(id).ok().flatten();
        let values = values.filter(|_| is_given(details, id));
        values.into_iter().flatten().map(String::as_str)
    };
    let wanted = SiteFilter {
        sitemaps: listed(text("sitemaps").collect(), from_environment.as_deref()),
        site: text("site").next(),
    };
    let file = match ConfigFile::read(path, &command, name) {
        Ok(file) => file,
        Err(fault) => return Ok(parsed(Cli::from_arg_matches(&given)?, None, Some(fault))),
    };
    let file = file.without(&outranked());
    let mut cli = parse(file.defaults(command.clone(), &given))?;
    if cli.command.input_mut().is_none() {
        return Ok(parsed(cli, None, None));
    }
    let parts = match file.parts(&wanted) {
        Ok(Some(parts)) => parts,
        Ok(None) => return Ok(parsed(cli, None, None)),
        Err(fault) => return Ok(parsed(cli, None, Some(fault))),
    };
    let site = |part: SiteRun<'_>| {
        let mut site = parse(part.defaults(command.clone(), &given))?.command;
        let root = part.root(&command, name);
        if let Some(input) = site.input_mut() {
            match part.sitemaps {
                Some(named) => input.sitemaps = named,
                None if input.sitemaps.is_empty() => input.sitemaps.extend(root.map(String::from)),
                None => {}
            }
        }
        Ok(site)
    };
    let sites = parts
        .into_iter()
        .map(site)
        .collect::<Result<_, clap::Error>>()?;
    Ok(parsed(cli, Some(sites), None))
}

/// Keys of the config file that a variable of another name overrides.
fn outranked() -> Vec<&'static str> {
    let others = [
        ("credentials", CREDENTIALS_JSON),
        ("http-token-file", HTTP_TOKEN),
    ];
    let set = others.iter().filter(|(_, name)| variable(name).is_some());
    set.map(|(key, _)| *key).collect()
}
