//! Properties of options, read from the description of a command line.

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command, Id};

/// Minimum similarity between an unknown name and the suggested one.
const LIKENESS: f64 = 0.75;

/// Number of values that an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// None: it is on or off.
    Switch,
    /// One.
    Single,
    /// Any number.
    List,
}

impl Kind {
    /// The kind of `argument`.
    #[must_use]
    pub fn of(argument: &Arg) -> Self {
        let many = argument
            .get_num_args()
            .is_some_and(|range| range.max_values() > 1);
        match argument.get_action() {
            ArgAction::SetTrue => Self::Switch,
            ArgAction::Append => Self::List,
            _ if many => Self::List,
            _ => Self::Single,
        }
    }

    /// Type that a value in the file must have, for messages.
    #[must_use]
    pub const fn wanted(self) -> &'static str {
        match self {
            Self::Switch => "true or false",
            Self::Single => "a text or a number",
            Self::List => "a text or a list of texts",
        }
    }
}

/// True if two arguments of `command` exclude each other.
#[must_use]
pub fn contradict(command: &Command, one: &Arg, other: &Arg) -> bool {
    let names = |from: &Arg, to: &Arg| {
        let excluded = command.get_arg_conflicts_with(from);
        excluded
            .iter()
            .any(|excluded| excluded.get_id() == to.get_id())
    };
    names(one, other) || names(other, one)
}

/// The name that is most like `key`, if one is similar enough to be meant.
pub fn nearest<'a>(names: impl Iterator<Item = &'a str>, key: &str) -> Option<String> {
    names
        .map(|name| (strsim::jaro_winkler(name, key), name))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name.to_owned())
}

/// Parses `value` as the only argument of a command line. Positional arguments and switches accept
/// every value.
///
/// # Errors
/// The reason why `argument` does not accept it. The text names neither the option nor, unless clap's
/// value parser does, the value.
pub fn check(argument: &Arg, value: &str) -> Result<(), String> {
    let Some(name) = argument.get_long() else {
        return Ok(());
    };
    if Kind::of(argument) == Kind::Switch {
        return Ok(());
    }
    // Alone, so that options which it needs or excludes do not matter.
    let alone = argument
        .clone()
        .env(None::<&'static str>)
        .conflicts_with(Resettable::<Id>::Reset)
        .requires(Resettable::<Id>::Reset);
    let tried = Command::new("file")
        .no_binary_name(true)
        .disable_help_flag(true)
        .arg(alone)
        .try_get_matches_from([format!("--{name}={value}")]);
    match tried {
        Ok(_) => Ok(()),
        Err(error) => Err(why(&error, value)),
    }
}

/// clap's error about a value, without the option's name, which stands before it anyway.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> Command {
        Command::new("program")
            .arg(
                Arg::new("jobs")
                    .long("jobs")
                    .value_parser(clap::value_parser!(u8)),
            )
            .arg(Arg::new("quiet").long("quiet").action(ArgAction::SetTrue))
            .arg(Arg::new("allow").long("allow").action(ArgAction::Append))
            .arg(
                Arg::new("format")
                    .long("format")
                    .env("PROGRAM_FORMAT")
                    .value_parser(["json", "human"])
                    .conflicts_with("quiet")
                    .requires("jobs"),
            )
    }

    fn option(name: &str) -> Arg {
        let command = command();
        let mut all = command.get_arguments();
        all.find(|one| one.get_id() == name).unwrap().clone()
    }

    #[test]
    fn kinds_are_recognised() {
        assert_eq!(Kind::of(&option("jobs")), Kind::Single);
        assert_eq!(Kind::of(&option("quiet")), Kind::Switch);
        assert_eq!(Kind::of(&option("allow")), Kind::List);
    }

    #[test]
    fn a_value_is_checked_without_other_options() {
        assert_eq!(check(&option("format"), "json"), Ok(()));
        assert_eq!(
            check(&option("format"), "xml"),
            Err("`xml` is not one of json, human".into())
        );
        let why = check(&option("jobs"), "300").unwrap_err();
        assert_eq!(why, "300 is not in 0..=255");
    }

    #[test]
    fn conflicts_hold_in_both_directions() {
        let command = command();
        assert!(contradict(&command, &option("format"), &option("quiet")));
        assert!(contradict(&command, &option("quiet"), &option("format")));
        assert!(!contradict(&command, &option("quiet"), &option("jobs")));
    }

    #[test]
    fn similar_names_are_suggested() {
        let names = || ["format", "jobs"].into_iter();
        assert_eq!(nearest(names(), "fromat").as_deref(), Some("format"));
        assert_eq!(nearest(names(), "xyz"), None);
    }
}
