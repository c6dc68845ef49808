//! One server in a config file.

use std::fmt;
use std::path::Path;

/// The change to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Run servers under this program.
    Wrap {
        /// Command of the supervisor.
        program: String,
    },
    /// Run servers directly again.
    Unwrap,
}

/// Reason why a server was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// It has no command: it is a remote server.
    NoCommand,
    /// It is supervised already.
    Supervised,
    /// It is not supervised.
    NotSupervised,
    /// Its arguments are not a list of strings.
    Arguments,
    /// It was not selected.
    NotSelected,
}

impl fmt::Display for Skipped {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::NoCommand => "it has no command",
            Self::Supervised => "it is supervised already",
            Self::NotSupervised => "it is not supervised",
            Self::Arguments => "its arguments are not a list of strings",
            Self::NotSelected => "it was not selected",
        })
    }
}

/// Result for a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Name of the server.
    pub name: String,
    /// Reason why it was not changed, if any.
    pub skipped: Option<Skipped>,
}

/// Access to one server of a file.
pub(super) trait Entry {
    fn command(&self) -> Option<String>;
    /// The arguments; empty if there are none, an error if they are not a list of strings.
    fn arguments(&self) -> Result<Vec<String>, Skipped>;
    fn set_command(&mut self, command: &str);
    fn insert_arguments(&mut self, first: &[&str]);
    fn remove_arguments(&mut self, count: usize);
}

/// Separates the options of the supervisor from the command of the server.
const SEPARATOR: &str = "--";

/// Changes one server.
pub(super) fn change(entry: &mut impl Entry, name: &str, change: &Change) -> Result<(), Skipped> {
    let command = entry.command().ok_or(Skipped::NoCommand)?;
    let arguments = entry.arguments()?;
    match change {
        Change::Wrap { .. } if is_supervisor(&command) => Err(Skipped::Supervised),
        Change::Wrap { program } => {
            // One argument, so that a name may begin with a dash.
            let option = format!("--name={name}");
            entry.insert_arguments(&[&option, SEPARATOR, &command]);
            entry.set_command(program);
            Ok(())
        }
        Change::Unwrap => {
            let separator = arguments.iter().position(|word| word == SEPARATOR);
            match separator {
                Some(at) if is_supervisor(&command) && at + 1 < arguments.len() => {
                    entry.set_command(&arguments[at + 1]);
                    entry.remove_arguments(at + 2);
                    Ok(())
                }
                _ => Err(Skipped::NotSupervised),
            }
        }
    }
}

fn is_supervisor(command: &str) -> bool {
    Path::new(command)
        .file_stem()
        .is_some_and(|name| name == "mcp-supervisor")
}
