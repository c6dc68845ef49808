//! Derives the valid settings from the description of the command line.

use clap::{Arg, Command};
use search_console::Property;
use settings_file::Fault as Common;

use super::Fault;
use crate::app::heartbeat::HeartbeatUrl;
use crate::model::Input;

/// The key of SITEMAP, which is not a flag.
pub(super) const SITEMAP: &str = "sitemap";

/// The key of the property.
pub(super) const SITE: &str = "site";

/// Flags that are not allowed in a file.
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

/// The arguments named `key` in `command` and its subcommands, that of the selected subcommand
/// first.
///
/// # Errors
/// If there is none, or it is not allowed in a file.
pub(super) fn arguments<'a>(
    command: &'a Command,
    parsed: &str,
    key: &str,
) -> Result<Vec<&'a Arg>, Fault> {
    let written = key.to_owned();
    if NOT_HERE.contains(&key) {
        return Err(Common::NotHere { key: written }.into());
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
        return Err(Common::Unknown { key, nearest }.into());
    }
    Ok(found)
}

fn nearest(command: &Command, key: &str) -> Option<String> {
    let names = std::iter::once(command)
        .chain(command.get_subcommands())
        .flat_map(Command::get_arguments)
        .filter_map(Arg::get_long)
        .chain([SITEMAP, "sites"])
        .filter(|name| !NOT_HERE.contains(name));
    settings_file::nearest(names, key)
}

/// Validates only `value`, as on the command line.
///
/// # Errors
/// The error of the parser.
pub(super) fn check(argument: &Arg, key: &str, value: &str) -> Result<(), Fault> {
    let refused = match key {
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
    match refused.map_or_else(|| settings_file::check(argument, value), Err) {
        Ok(()) => Ok(()),
        Err(why) => {
            let key = key.to_owned();
            Err(Common::Value { key, why }.into())
        }
    }
}
