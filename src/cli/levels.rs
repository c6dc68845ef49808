//! `--allow`, `--warn` and `--deny`: severity of rules.
//!
//! Their order matters, as in compilers: the last flag for a rule wins. Flags take precedence over
//! the environment, and the environment over a file. The parser keeps the order only within one
//! flag, so this module uses the index of each value.

use clap::builder::TypedValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use sitemap_validator::rules::{self, Level, Levels, Rule};

const FLAGS: [(&str, &str, Level, &str); 3] = [
    (
        "allow",
        "SITEMAP_SUBMIT_ALLOW",
        Level::Allow,
        "Ignore violations of this rule. May be repeated; the last flag for a rule wins",
    ),
    (
        "warn",
        "SITEMAP_SUBMIT_WARN",
        Level::Warn,
        "Report violations of this rule as warnings. May be repeated",
    ),
    (
        "deny",
        "SITEMAP_SUBMIT_DENY",
        Level::Deny,
        "Report violations of this rule as errors. May be repeated",
    ),
];

/// Severities from the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct LevelArgs(Levels);

impl LevelArgs {
    /// The last level of each rule.
    #[must_use]
    pub(crate) const fn levels(&self) -> &Levels {
        &self.0
    }
}

impl Args for LevelArgs {
    fn augment_args(command: Command) -> Command {
        FLAGS
            .iter()
            .fold(command, |command, (name, variable, _, help)| {
                command.arg(
                    Arg::new(*name)
                        .long(*name)
                        .value_name("RULE")
                        .env(*variable)
                        .hide_env_values(true)
                        .value_delimiter(',')
                        .action(ArgAction::Append)
                        .value_parser(RuleParser)
                        .help_heading("Decision")
                        .help(*help),
                )
            })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given: Vec<(u8, usize, &'static Rule, Level)> = Vec::new();
        for (name, _, level, _) in FLAGS {
            let rank = match matches.value_source(name) {
                Some(ValueSource::CommandLine) => 2,
                Some(ValueSource::EnvVariable) => 1,
                // Values of a config file replace defaults.
                _ => 0,
            };
            let values = matches.get_many::<&'static Rule>(name);
            let places = matches.indices_of(name);
            for (rule, place) in values
                .into_iter()
                .flatten()
                .zip(places.into_iter().flatten())
            {
                given.push((rank, place, rule, level));
            }
        }
        given.sort_by_key(|(rank, place, ..)| (*rank, *place));
        let mut levels = Levels::default();
        for (_, _, rule, level) in given {
            levels.set(rule, level);
        }
        Ok(Self(levels))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Reads the id of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleParser;

impl TypedValueParser for RuleParser {
    type Value = &'static Rule;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let given = value.to_string_lossy();
        if let Some(rule) = rules::find(&given) {
            return Ok(rule);
        }
        let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
        if let Some(argument) = argument {
            let name = ContextValue::String(argument.to_string());
            error.insert(ContextKind::InvalidArg, name);
        }
        error.insert(
            ContextKind::InvalidValue,
            ContextValue::String(given.clone().into_owned()),
        );
        if let Some(nearest) = rules::nearest(&given) {
            let nearest = ContextValue::String(nearest.id.to_owned());
            error.insert(ContextKind::SuggestedValue, nearest);
        }
        let list = "`sitemap-submit explain` lists the rules".to_owned();
        error.insert(
            ContextKind::Suggested,
            ContextValue::StyledStrs(vec![list.into()]),
        );
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use sitemap_validator::Severity;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        levels: LevelArgs,
    }

    fn duplicate(arguments: &[&str]) -> Option<Severity> {
        let line = Line::try_parse_from([&["test"], arguments].concat()).unwrap();
        let rule = rules::find("loc-duplicate").unwrap();
        line.levels.levels().severity(rule)
    }

    #[test]
    fn the_last_that_names_a_rule_holds() {
        assert_eq!(duplicate(&[]), Some(Severity::Warning));
        assert_eq!(duplicate(&["--allow", "loc-duplicate"]), None);
        let deny_last = ["--allow=loc-duplicate,loc-empty", "--deny", "loc-duplicate"];
        assert_eq!(duplicate(&deny_last), Some(Severity::Error));
        let allow_last = ["--deny", "loc-duplicate", "--allow", "loc-duplicate"];
        assert_eq!(duplicate(&allow_last), None);
        let thrice = [
            "--allow",
            "loc-duplicate",
            "--deny",
            "loc-duplicate",
            "--allow",
            "loc-empty",
            "--warn",
            "loc-duplicate",
        ];
        assert_eq!(duplicate(&thrice), Some(Severity::Warning));
    }

    #[test]
    fn a_rule_that_there_is_not_is_refused_with_the_nearest() {
        let error = Line::try_parse_from(["test", "--deny", "loc-dupliacte"]).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("loc-duplicate"), "{text}");
        assert!(text.contains("explain"), "{text}");
    }
}
