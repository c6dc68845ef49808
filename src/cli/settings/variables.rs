//! Reads the environment variables, and decides which of them apply.

use std::ffi::{OsStr, OsString};

use clap::builder::BoolishValueParser;
use clap::{Arg, Command};
use net::tls::RootVariables;
use settings_file::{Kind, contradict};

use crate::cli::config_file::{is_given, loses};

/// Ignores empty variables, and parses those of switches.
pub(in crate::cli) fn usable(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        let argument = if Kind::of(&argument) == Kind::Switch {
            argument.value_parser(BoolishValueParser::new())
        } else {
            argument
        };
        if argument.get_env().is_some_and(is_set_to_nothing) {
            without_variable(argument)
        } else {
            argument
        }
    });
    in_subcommands(command, usable)
}

/// Removes variables that contradict a given flag, since the flag wins, and variables that turn a
/// switch off where that contradicts another variable.
pub(in crate::cli) fn uncontradicted(command: Command, words: &[OsString]) -> Command {
    let typed = without_variables(command.clone()).try_get_matches_from(words);
    let Ok(typed) = typed else { return command };
    let Some((name, typed)) = typed.subcommand() else {
        return command;
    };
    command.mut_subcommand(name, |subcommand| {
        let all = subcommand.clone();
        subcommand.mut_args(|argument| {
            let is_typed = is_given(typed, argument.get_id().as_str());
            let is_off =
                Kind::of(&argument) == Kind::Switch && argument.get_env().is_some_and(is_no);
            let gives_way = loses(&all, &argument, typed)
                || (is_off
                    && all
                        .get_arguments()
                        .any(|other| outvotes(&all, other, &argument)));
            if !is_typed && gives_way {
                without_variable(argument)
            } else {
                argument
            }
        })
    })
}

/// True if the variable of `other` is set and excludes `argument`.
fn outvotes(subcommand: &Command, other: &Arg, argument: &Arg) -> bool {
    let is_set = other
        .get_env()
        .and_then(OsStr::to_str)
        .and_then(variable)
        .is_some();
    is_set && contradict(subcommand, other, argument)
}

fn without_variables(command: Command) -> Command {
    in_subcommands(command.mut_args(without_variable), without_variables)
}

fn without_variable(argument: Arg) -> Arg {
    argument.env(None::<&'static str>)
}

fn in_subcommands(command: Command, change: fn(Command) -> Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|subcommand| subcommand.get_name().to_owned())
        .collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, change)
    })
}

/// A variable that is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub(in crate::cli) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
fn is_set_to_nothing(name: &OsStr) -> bool {
    std::env::var_os(name).is_some_and(|value| value.is_empty())
}

/// True if the variable of a switch has one of clap's words for false.
fn is_no(name: &OsStr) -> bool {
    const NO: [&str; 6] = ["n", "no", "f", "false", "off", "0"];
    let value = name.to_str().and_then(variable);
    value.is_some_and(|value| NO.iter().any(|no| value.eq_ignore_ascii_case(no)))
}

/// True if the environment names trust roots.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]
pub(crate) fn named_roots() -> RootVariables {
    RootVariables::from_variables(|name| std::env::var_os(name))
}
