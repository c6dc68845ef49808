//! Reads the config file. Its keys are the option names; its values replace the defaults of the
//! options. The command line and the environment take precedence.
//!
//! One file can configure several servers: the table `[servers.NAME]` applies to the server NAME.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgAction, Command, CommandFactory as _};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

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
    #[error("failed to read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Cause.
        source: io::Error,
    },
    /// The file does not configure the named server, so there is no command.
    #[error("{} has no [{SERVERS}.{name}]{}", path.display(), others(known))]
    NoServer {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
        /// The servers that it has.
        known: Vec<String>,
    },
    /// Error at a line of the file.
    #[error("{}:{line}: {fault}", path.display())]
    Place {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Error at that line.
        fault: Fault,
    },
}

fn others(known: &[String]) -> String {
    match known {
        [] => String::new(),
        known => format!(", but {}", known.join(", ")),
    }
}

/// Error at one place of the file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Fault {
    #[error("invalid TOML: {0}")]
    Syntax(String),
    #[error(
        "unknown key \"{key}\"; keys are the options of `mcp-supervisor --help` without the dashes"
    )]
    Unknown { key: String },
    #[error("\"{key}\" must not be a {found}")]
    Type { key: String, found: &'static str },
    #[error("\"{key}\": {why}")]
    Value { key: String, why: String },
}

/// One setting.
#[derive(Debug)]
struct Setting {
    key: String,
    values: Vec<String>,
    line: usize,
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
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        let place = |(at, fault)| ConfigError::Place {
            path: path.to_owned(),
            line: line_of(&text, at),
            fault,
        };
        let mut config = Self {
            path: path.to_owned(),
            settings: Vec::new(),
            command: Vec::new(),
            servers: Vec::new(),
        };
        config.parse(&text, name).map_err(place)?;
        config.check()?;
        Ok(config)
    }

    fn parse(&mut self, text: &str, name: &str) -> Result<(), (usize, Fault)> {
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            (at, Fault::Syntax(error.message().to_owned()))
        })?;
        self.take(table.get_ref(), text, true)?;
        let Some(servers) = table.get_ref().get(SERVERS) else {
            return Ok(());
        };
        let Some(servers) = servers.get_ref().as_table() else {
            return Err(wrong_type(SERVERS, servers));
        };
        // The other tables are checked as well, so that a mistake is found before their server starts.
        for (of, settings) in servers {
            let Some(table) = settings.get_ref().as_table() else {
                return Err(wrong_type(of.get_ref(), settings));
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
            into.take(table, text, false)?;
        }
        Ok(())
    }

    fn take(&mut self, table: &DeTable<'_>, text: &str, top: bool) -> Result<(), (usize, Fault)> {
        for (key, value) in table {
            let (at, key) = (key.span().start, key.get_ref().as_ref());
            if key == SERVERS && top {
                continue;
            }
            let values = values(key, value)?;
            if key == COMMAND {
                self.command = values.into_iter().map(OsString::from).collect();
                continue;
            }
            if !is_setting(key) {
                let key = key.to_owned();
                return Err((at, Fault::Unknown { key }));
            }
            // A value for one server replaces the value for all servers.
            self.settings.retain(|setting| setting.key != key);
            self.settings.push(Setting {
                key: key.to_owned(),
                values,
                line: line_of(text, at),
            });
        }
        Ok(())
    }

    /// Parses each value separately, so that an error names its line.
    fn check(&self) -> Result<(), ConfigError> {
        for setting in &self.settings {
            let command = Arguments::command().mut_args(|argument| argument.env(None::<&str>));
            let flag = is_flag(&setting.key);
            let options = setting.values.iter().map(|value| match value.as_str() {
                "true" | "false" if flag => format!("--{}", setting.key),
                value => format!("--{}={value}", setting.key),
            });
            let words = std::iter::once(String::from("mcp-supervisor"))
                .chain(options)
                .chain(["--", "command"].map(String::from));
            if let Err(error) = command.try_get_matches_from(words) {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let why = source.unwrap_or_else(|| first_line(&error));
                let key = setting.key.clone();
                return Err(ConfigError::Place {
                    path: self.path.clone(),
                    line: setting.line,
                    fault: Fault::Value { key, why },
                });
            }
        }
        Ok(())
    }

    /// Applies the settings as defaults of the options.
    #[must_use]
    pub fn apply(self, command: Command) -> Command {
        self.settings.into_iter().fold(command, |command, setting| {
            let id = setting.key.replace('-', "_");
            command.mut_arg(id, |argument| argument.default_values(setting.values))
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

    /// The server's command, where the file has one.
    #[must_use]
    pub fn command(&self) -> &[OsString] {
        &self.command
    }
}

fn is_setting(key: &str) -> bool {
    !NOT_HERE.contains(&key)
        && Arguments::command()
            .get_arguments()
            .any(|argument| argument.get_long() == Some(key))
}

/// True for an option without a value.
fn is_flag(key: &str) -> bool {
    Arguments::command()
        .get_arguments()
        .find(|argument| argument.get_long() == Some(key))
        .is_some_and(|argument| matches!(argument.get_action(), ArgAction::SetTrue))
}

fn values(key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, (usize, Fault)> {
    if let DeValue::Array(array) = value.get_ref() {
        return array.iter().map(|value| single(key, value)).collect();
    }
    // A command of one word is a program without arguments, not a line for a shell.
    single(key, value).map(|value| vec![value])
}

fn single(key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, (usize, Fault)> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.as_str().replace('_', "")),
        DeValue::Float(number) => Ok(number.as_str().replace('_', "")),
        DeValue::Boolean(flag) => Ok(flag.to_string()),
        _ => Err(wrong_type(key, value)),
    }
}

fn wrong_type(key: &str, value: &Spanned<DeValue<'_>>) -> (usize, Fault) {
    let fault = Fault::Type {
        key: key.to_owned(),
        found: value.get_ref().type_str(),
    };
    (value.span().start, fault)
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() + 1
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
