//! Reads a config file. Its keys are the long names of flags, and `sitemap`. Its values replace the
//! defaults of flags, so a new flag is supported automatically.
//!
//! `[[sites]]` tables contain the settings of single sites: each is a part of the run.
//!
//! # Guarantees
//! - The complete file is checked in every run: an error is reported with file, line, column and
//!   key.
//! - A secret is rejected, and the error does not contain it.

mod config_error;
mod flags;
mod parse;
mod sites;

use std::path::Path;

use clap::Command;
use clap::parser::{ArgMatches, ValueSource};
use settings_file::{Document, Kind, Misplaced, Setting, contradict};

pub(crate) use self::config_error::{ConfigError, Fault};
pub(crate) use self::sites::{SiteFilter, SiteRun};

/// Content of a config file.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    document: Document,
    /// Settings for every site.
    common: Vec<Setting>,
    /// Settings of each site, which override the common ones.
    sites: Vec<Vec<Setting>>,
}

impl ConfigFile {
    /// Reads `path` for `subcommand` of `command`.
    ///
    /// # Errors
    /// If it cannot be read, is not TOML, or has an unknown or invalid setting.
    pub(crate) fn read(
        path: &Path,
        command: &Command,
        subcommand: &str,
    ) -> Result<Self, ConfigError> {
        let document = Document::read(path)?;
        let (common, sites) =
            parse::parse(&document, command, subcommand).map_err(|Misplaced { at, fault }| {
                let place = document.place(at);
                ConfigError::Place { place, fault }
            })?;
        Ok(Self {
            document,
            common,
            sites,
        })
    }

    /// Removes keys that a source of higher precedence sets.
    pub(crate) fn without(mut self, keys: &[&str]) -> Self {
        let parts = std::iter::once(&mut self.common).chain(&mut self.sites);
        for settings in parts {
            settings.retain(|setting| !keys.contains(&&*setting.key));
        }
        self
    }

    /// Sets the common settings as the defaults of `command`.
    pub(crate) fn defaults(&self, command: Command, given: &ArgMatches) -> Command {
        as_defaults(command, given, self.common.iter())
    }

    /// The parts of a run over the selected `[[sites]]`; `None` without such tables.
    ///
    /// # Errors
    /// If no site has the selected value.
    pub(crate) fn parts(
        &self,
        wanted: &SiteFilter<'_>,
    ) -> Result<Option<Vec<SiteRun<'_>>>, ConfigError> {
        sites::parts(self, wanted)
    }
}

/// Sets `settings` as the defaults of options, except those that are set or excluded by a source of
/// higher precedence.
fn as_defaults<'a>(
    command: Command,
    given: &ArgMatches,
    settings: impl Iterator<Item = &'a Setting>,
) -> Command {
    let Some((name, given)) = given.subcommand() else {
        return command;
    };
    settings.fold(command, |command, setting| {
        let set = |argument: clap::Arg| setting.as_default(argument);
        if let Some(argument) = flags::named(&command, &setting.key) {
            let id = argument.get_id().clone();
            return command.mut_arg(id, set);
        }
        let Some(subcommand) = command.find_subcommand(name) else {
            return command;
        };
        match flags::named(subcommand, &setting.key) {
            Some(argument) if takes(argument, setting) && !loses(subcommand, argument, given) => {
                let id = argument.get_id().clone();
                command.mut_subcommand(name, |subcommand| subcommand.mut_arg(id, set))
            }
            _ => command,
        }
    })
}

/// True unless the argument takes a single value and the setting is a list.
fn takes(argument: &clap::Arg, setting: &Setting) -> bool {
    setting.values.len() == 1 || Kind::of(argument) == Kind::List
}

/// True if the given arguments exclude `argument`.
pub(crate) fn loses(subcommand: &Command, argument: &clap::Arg, given: &ArgMatches) -> bool {
    subcommand
        .get_arguments()
        .filter(|other| is_given(given, other.get_id().as_str()))
        .any(|other| contradict(subcommand, argument, other))
}

/// True if the command line or the environment sets it.
pub(crate) fn is_given(matches: &ArgMatches, id: &str) -> bool {
    let source = matches.value_source(id);
    matches!(
        source,
        Some(ValueSource::CommandLine | ValueSource::EnvVariable)
    )
}
