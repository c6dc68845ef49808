//! Reads the config file. Its keys are the option names; its values replace the defaults of the
//! options. The command line and the environment take precedence.
//!
//! One file can configure several servers: the table `[servers.NAME]` applies to the server NAME.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, Command, CommandFactory as _};
use settings_file::{
    Document, Fault, Kind, Misplaced, Place, ReadError, Setting, nearest, texts, wrong_type,
};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::arguments::Arguments;

/// Options that are not allowed in the file.
const NOT_HERE: [&str; 3] = ["config", "help", "version"];
/// The key of the server's command, and that of the tables for single servers.
const COMMAND: &str = "command";
const SERVERS: &str = "servers";

/// Config error.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file does not configure the named server, so there is no command.
    #[error("no [{SERVERS}.{name}] in {}{}", path.display(), others(known))]
    NoServer {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
        /// The servers that it has.
        known: Vec<String>,
    },
    /// Error at one place of the file.
    #[error("{place}: {fault}{}", hint(fault))]
    Place {
        /// Position of the error.
        place: Place,
        /// The error.
        fault: Fault,
    },
}

fn others(known: &[String]) -> String {
    match known {
        [] => String::new(),
        known => format!("; available: {}", known.join(", ")),
    }
}

const fn hint(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unknown {
            nearest: Some(_), ..
        } => " Settings are the options of `mcp-supervisor --help`, without the dashes",
        Fault::Unknown { nearest: None, .. } => {
            "; settings are the options of `mcp-supervisor --help`, without the dashes"
        }
        _ => "",
    }
}

/// The settings of one server.
#[derive(Debug)]
pub struct Config {
    path: PathBuf,
    settings: Vec<Setting>,
    command: Vec<OsString>,
    /// The names of the servers that it has.
    servers: Vec<String>,
}

impl Config {
    /// Reads the settings for the server `name`.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not TOML, or has an unknown key or an invalid value.
    pub fn read(path: &Path, name: &str) -> Result<Self, ConfigError> {
        let document = Document::read(path)?;
        let mut config = Self {
            path: path.to_owned(),
            settings: Vec::new(),
            command: Vec::new(),
            servers: Vec::new(),
        };
        config
            .parse(&document, name)
            .map_err(|Misplaced { at, fault }| {
                let place = document.place(at);
                ConfigError::Place { place, fault }
            })?;
        Ok(config)
    }

    fn parse(&mut self, document: &Document, name: &str) -> Result<(), Misplaced<Fault>> {
        let options = Arguments::command();
        let table = document.parse()?;
        self.take(&options, &table, true)?;
        let Some(servers) = table.get(SERVERS) else {
            return Ok(());
        };
        let Some(servers) = servers.get_ref().as_table() else {
            return Err(wrong_type(SERVERS, "[servers.NAME] tables", servers));
        };
        // Check the other tables as well, so that errors are found before those servers start.
        for (of, settings) in in_order(servers) {
            let Some(table) = settings.get_ref().as_table() else {
                return Err(wrong_type(of.get_ref(), "settings", settings));
            };
            let mut other = Self {
                path: self.path.clone(),
                settings: Vec::new(),
                command: Vec::new(),
                servers: Vec::new(),
            };
            self.servers.push(of.get_ref().to_string());
            let into = if of.get_ref() == name {
                &mut *self
            } else {
                &mut other
            };
            into.take(&options, table, false)?;
        }
        Ok(())
    }

    fn take(
        &mut self,
        options: &Command,
        table: &DeTable<'_>,
        top: bool,
    ) -> Result<(), Misplaced<Fault>> {
        for (key, value) in in_order(table) {
            let (at, key) = (key.span().start, key.get_ref().as_ref());
            if key == SERVERS && top {
                continue;
            }
            if key == COMMAND {
                self.command = command(value)?;
                continue;
            }
            let option = option(options, key).map_err(|fault| Misplaced { at, fault })?;
            let setting = Setting::read(option, key, value)?;
            // A value for one server replaces the value for all servers.
            self.settings.retain(|setting| setting.key != key);
            self.settings.push(setting);
        }
        Ok(())
    }

    /// Applies the settings as defaults of the options.
    #[must_use]
    pub fn apply(self, command: Command) -> Command {
        self.settings.into_iter().fold(command, |command, setting| {
            let id = setting.key.replace('-', "_");
            command.mut_arg(id, |argument| setting.as_default(argument))
        })
    }

    /// Checks that there is a command for the server `name`.
    ///
    /// # Errors
    ///
    /// The file has no such server, and no command for all.
    pub fn require(&self, name: &str) -> Result<(), ConfigError> {
        if !self.command.is_empty() || self.servers.iter().any(|server| server == name) {
            return Ok(());
        }
        Err(ConfigError::NoServer {
            path: self.path.clone(),
            name: name.to_owned(),
            known: self.servers.clone(),
        })
    }

    /// The server's command, if the file has one.
    #[must_use]
    pub fn command(&self) -> &[OsString] {
        &self.command
    }
}

/// Entries in the order of the file, so that the first of several errors is reported; the table
/// itself is sorted by key.
fn in_order<'a, 'text>(
    table: &'a DeTable<'text>,
) -> Vec<(&'a Spanned<DeString<'text>>, &'a Spanned<DeValue<'text>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn option<'a>(options: &'a Command, key: &str) -> Result<&'a Arg, Fault> {
    if NOT_HERE.contains(&key) {
        return Err(Fault::NotHere {
            key: key.to_owned(),
        });
    }
    let found = options
        .get_arguments()
        .find(|argument| argument.get_long() == Some(key));
    found.ok_or_else(|| {
        let names = options.get_arguments().filter_map(Arg::get_long);
        let names = names
            .filter(|name| !NOT_HERE.contains(name))
            .chain([COMMAND, SERVERS]);
        Fault::Unknown {
            key: key.to_owned(),
            nearest: nearest(names, key),
        }
    })
}

/// Arguments of a command. A single string is a program without arguments, not a shell command
/// line.
fn command(value: &Spanned<DeValue<'_>>) -> Result<Vec<OsString>, Misplaced<Fault>> {
    let argv = texts(COMMAND, Kind::List, value)?;
    Ok(argv.into_iter().map(|word| word.text.into()).collect())
}
