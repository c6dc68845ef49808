//! Knows which settings there are, from the description of the command line.

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command, Id};
use search_console::Property;

use super::Fault;
use crate::app::heartbeat::HeartbeatUrl;
use crate::model::Input;

/// The key of SITEMAP, which is an argument and no flag.
pub(super) const SITEMAP: &str = "sitemap";

/// The key of the property.
pub(super) const SITE: &str = "site";

/// Flags that make no sense in a file.
const NOT_HERE: [&str; 3] = ["config", "help", "version"];

/// Keys that would put a secret into the file, with their replacements.
const SECRETS: [(&str, &str); 2] = [
    (
        "credentials-json",
        "name the key's file with `credentials`, or set SITEMAP_SUBMIT_CREDENTIALS_JSON",
    ),
    (
        "http-token",
        "name a file with `http-token-file`, or set SITEMAP_SUBMIT_HTTP_TOKEN",
    ),
];

/// Minimum similarity between an unknown name and the suggested one.
const LIKENESS: f64 = 0.75;

/// The argument of `command` itself that `key` names.
pub(super) fn named<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|argument| {
        argument.get_long() == Some(key) || (key == SITEMAP && is_sitemap(argument))
    })
}

fn is_sitemap(argument: &Arg) -> bool {
    let names = argument.get_value_names().unwrap_or_default();
    argument.is_positional() && names.iter().any(|name| name.as_str() == "SITEMAP")
}

/// True if it accepts several values.
pub(super) fn is_list(argument: &Arg) -> bool {
    let many = argument
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1);
    many || matches!(argument.get_action(), ArgAction::Append)
}

/// True if it is a switch without a value.
pub(super) fn is_switch(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::SetTrue)
}

/// True if two arguments of `subcommand` exclude each other.
pub(crate) fn contradict(subcommand: &Command, one: &Arg, other: &Arg) -> bool {
    let names = |from: &Arg, to: &Arg| {
        let excluded = subcommand.get_arg_conflicts_with(from);
        excluded
            .iter()
            .any(|excluded| excluded.get_id() == to.get_id())
    };
    names(one, other) || names(other, one)
}

/// The arguments named `key` in `command` and its subcommands, that of the selected subcommand
/// first.
///
/// # Errors
/// When there is none, or it may not be in a file.
pub(super) fn arguments<'a>(
    command: &'a Command,
    parsed: &str,
    key: &str,
) -> Result<Vec<&'a Arg>, Fault> {
    let written = key.to_owned();
    if NOT_HERE.contains(&key) {
        return Err(Fault::NotHere { key: written });
    }
    let normal = key.replace('_', "-").to_lowercase();
    if let Some((_, instead)) = SECRETS.iter().find(|(secret, _)| *secret == normal) {
        let (key, instead) = (written, *instead);
        return Err(Fault::Secret { key, instead });
    }
    let mut subcommands: Vec<&Command> = command.get_subcommands().collect();
    subcommands.sort_by_key(|subcommand| subcommand.get_name() != parsed);
    let found: Vec<&Arg> = std::iter::once(command)
        .chain(subcommands)
        .filter_map(|command| named(command, key))
        .collect();
    if found.is_empty() {
        let (key, nearest) = (written, nearest(command, &normal));
        return Err(Fault::Unknown { key, nearest });
    }
    Ok(found)
}

fn nearest(command: &Command, key: &str) -> Option<String> {
    std::iter::once(command)
        .chain(command.get_subcommands())
        .flat_map(Command::get_arguments)
        .filter_map(Arg::get_long)
        .chain([SITEMAP, "sites"])
        .filter(|name| !NOT_HERE.contains(name))
        .map(|name| (strsim::jaro_winkler(name, key), name))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name.to_owned())
}

/// Tries `value` alone, as if it stood on the command line.
///
/// # Errors
/// With what is wrong with it.
pub(super) fn check(argument: &Arg, key: &str, value: &str) -> Result<(), Fault> {
    let fault = |why: String| {
        let key = key.to_owned();
        Err(Fault::Value { key, why })
    };
    let meaning = match key {
        SITEMAP => Input::parse(value).err().map(|error| error.to_string()),
        SITE => value
            .parse::<Property>()
            .err()
            .map(|error| error.to_string()),
        "heartbeat-url" => HeartbeatUrl::parse(value)
            .err()
            .map(|error| error.to_string()),
        "credentials" if value.trim_start().starts_with('{') => {
            let (key, instead) = (key.to_owned(), SECRETS[0].1);
            return Err(Fault::Secret { key, instead });
        }
        _ => None,
    };
    if let Some(why) = meaning {
        return fault(why);
    }
    if argument.is_positional() || is_switch(argument) {
        return Ok(());
    }
    // Alone, so that what it needs or excludes is not missed.
    let alone = argument
        .clone()
        .env(None::<&'static str>)
        .conflicts_with(Resettable::<Id>::Reset)
        .requires(Resettable::<Id>::Reset);
    let tried = Command::new("file")
        .no_binary_name(true)
        .disable_help_flag(true)
        .arg(alone)
        .try_get_matches_from([format!("--{key}={value}")]);
    match tried {
        Ok(_) => Ok(()),
        Err(error) => fault(why(&error, value)),
    }
}

/// clap's error about a value, without the flag, which the file does not contain.
fn why(error: &clap::Error, value: &str) -> String {
    if let Some(ContextValue::Strings(valid)) = error.get(ContextKind::ValidValue)
        && !valid.is_empty()
    {
        return format!("`{value}` is not one of {}", valid.join(", "));
    }
    if let Some(source) = std::error::Error::source(error) {
        return source.to_string();
    }
    match error.get(ContextKind::SuggestedValue) {
        Some(ContextValue::String(nearest)) => {
            format!("invalid value `{value}`; did you mean `{nearest}`?")
        }
        _ => format!("invalid value `{value}`"),
    }
}
