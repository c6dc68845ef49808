//! Puts together what the command line, the environment and a file of settings say.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, FromArgMatches as _};

use super::arguments::Arguments;
use super::config::{Config, ConfigError};

/// Why there is nothing to be run.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// The command line is wrong, or asks for its help.
    #[error(transparent)]
    Arguments(#[from] clap::Error),
    /// The file of settings is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl Arguments {
    /// Reads what is to be run; `words` begin with the program's name, and `is_empty` says of a
    /// variable of the environment that it is set to nothing, which counts as unset.
    ///
    /// # Errors
    ///
    /// The command line, the environment or the file of settings is wrong, or help was asked for.
    pub fn read(
        mut words: Vec<OsString>,
        is_empty: impl Fn(&OsStr) -> bool,
    ) -> Result<Self, EntryError> {
        let mut command = Self::command().mut_args(|argument| {
            if argument.get_env().is_some_and(&is_empty) {
                argument.env(None::<&str>)
            } else {
                argument
            }
        });
        let glance = Glance::of(command.clone(), &words);
        if let Some(path) = &glance.config {
            let config = Config::read(path, &glance.name)?;
            if !glance.has_command && !glance.name.is_empty() {
                config.require(&glance.name)?;
            }
            if !glance.has_command && !config.command().is_empty() {
                words.push("--".into());
                words.extend_from_slice(config.command());
            }
            command = config.apply(command);
        }
        let matches = command
            .try_get_matches_from(words)
            .map_err(without_secrets)?;
        let mut arguments = Self::from_arg_matches(&matches)?;
        arguments.fleet.look_for_secrets(&matches);
        Ok(arguments)
    }
}

/// An address may hold a password, and a wrong one would be repeated in the error.
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

/// What has to be known before the file of settings can be read.
struct Glance {
    config: Option<PathBuf>,
    /// The name of the server, by which its part of the file is found.
    name: String,
    has_command: bool,
}

impl Glance {
    fn of(command: clap::Command, words: &[OsString]) -> Self {
        let matches = command
            .mut_arg("command", |argument| argument.required(false))
            .ignore_errors(true)
            .try_get_matches_from(words);
        let Ok(matches) = matches else {
            return Self {
                config: None,
                name: String::new(),
                has_command: false,
            };
        };
        let program = matches
            .get_many::<OsString>("command")
            .and_then(|mut words| words.next());
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
