//! Combines the command line, the environment and the config file.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, FromArgMatches as _};

use super::arguments::Arguments;
use super::config::{Config, ConfigError};

/// Reason why the command line could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// The command line is invalid or requests help.
    #[error(transparent)]
    Arguments(#[from] clap::Error),
    /// The config file is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl Arguments {
    /// Parses the command line `argv`, which begins with the program's name. `is_empty` returns true
    /// for an environment variable that is set to the empty string, which counts as unset.
    ///
    /// # Errors
    ///
    /// The command line, the environment or the config file is invalid, or help was requested.
    pub fn read(
        argv: Vec<OsString>,
        is_empty: impl Fn(&OsStr) -> bool,
    ) -> Result<Self, EntryError> {
        let (arguments, _) = Self::read_with(Self::command(), argv, is_empty)?;
        Ok(arguments)
    }

    /// The same for a command that has further options.
    pub(super) fn read_with(
        command: clap::Command,
        mut argv: Vec<OsString>,
        is_empty: impl Fn(&OsStr) -> bool,
    ) -> Result<(Self, clap::ArgMatches), EntryError> {
        let mut command = command.mut_args(|argument| {
            if argument.get_env().is_some_and(&is_empty) {
                argument.env(None::<&str>)
            } else {
                argument
            }
        });
        let glance = Glance::of(command.clone(), &argv);
        if let Some(path) = &glance.config {
            let config = Config::read(path, &glance.name)?;
            if !glance.has_command && !glance.name.is_empty() {
                config.require(&glance.name)?;
            }
            if !glance.has_command && !config.command().is_empty() {
                argv.push("--".into());
                argv.extend_from_slice(config.command());
            }
            command = config.apply(command);
        }
        let matches = command
            .try_get_matches_from(argv)
            .map_err(without_secrets)?;
        let mut arguments = Self::from_arg_matches(&matches)?;
        arguments.fleet.record_exposed_secrets(&matches);
        Ok((arguments, matches))
    }
}

/// Removes the value of a URL from an error, since it may contain a password.
fn without_secrets(mut error: clap::Error) -> clap::Error {
    let of_an_address = error
        .get(ContextKind::InvalidArg)
        .is_some_and(|argument| argument.to_string().contains("<URL>"));
    if of_an_address {
        let hidden = ContextValue::String("(not shown)".into());
        error.insert(ContextKind::InvalidValue, hidden);
    }
    error
}

/// Arguments that are needed before the config file can be read.
struct Glance {
    config: Option<PathBuf>,
    /// Name of the server, which selects its table in the file.
    name: String,
    has_command: bool,
}

impl Glance {
    fn of(command: clap::Command, argv: &[OsString]) -> Self {
        let matches = command
            .mut_arg("command", |argument| argument.required(false))
            .ignore_errors(true)
            .try_get_matches_from(argv);
        let Ok(matches) = matches else {
            return Self {
                config: None,
                name: String::new(),
                has_command: false,
            };
        };
        let program = matches
            .get_many::<OsString>("command")
            .and_then(|mut argv| argv.next());
        let by_program = || {
            Some(
                Path::new(program?)
                    .file_name()?
                    .to_string_lossy()
                    .into_owned(),
            )
        };
        Self {
            config: matches.get_one::<PathBuf>("config").cloned(),
            name: matches
                .get_one::<String>("name")
                .cloned()
                .or_else(by_program)
                .unwrap_or_default(),
            has_command: program.is_some(),
        }
    }
}
