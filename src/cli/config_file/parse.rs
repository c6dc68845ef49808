//! Turns TOML into settings.

use clap::{Arg, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, Setting, flags};

/// The key of the tables for single sites.
const SITES: &str = "sites";

/// Settings of the whole run.
const OF_THE_RUN: [&str; 6] = [
    "format",
    "heartbeat-url",
    "log",
    "output",
    "report-file",
    "termination-log",
];

/// A fault, and the byte at which it is.
type Misplaced = (usize, Fault);

/// The settings that are common, and those of each site.
///
/// # Errors
/// The first fault, and where it is.
pub(super) fn parse(
    text: &str,
    command: &Command,
    subcommand: &str,
) -> Result<(Vec<Setting>, Vec<Vec<Setting>>), Misplaced> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (at, Fault::Syntax(error.message().to_owned()))
    })?;
    let reader = Reader {
        command,
        subcommand,
    };
    let table = table.get_ref();
    let common = reader.settings(table, false)?;
    let mut sites = Vec::new();
    for site in site_tables(table)? {
        let (at, site) = site?;
        let settings = reader.settings(site, true)?;
        let says_which = |setting: &Setting| [flags::SITEMAP, flags::SITE].contains(&&*setting.key);
        if !settings.iter().any(says_which) {
            return Err((at, Fault::NoSite));
        }
        sites.push(settings);
    }
    Ok((common, sites))
}

/// The `[[sites]]` tables, each with its place.
fn site_tables<'a>(
    table: &'a DeTable<'a>,
) -> Result<impl Iterator<Item = Result<(usize, &'a DeTable<'a>), Misplaced>>, Misplaced> {
    let listed: &[Spanned<DeValue<'_>>] = match table.get(SITES) {
        None => &[],
        Some(value) => match value.get_ref() {
            DeValue::Array(array) => array,
            _ => return Err(wrong_type(SITES, "[[sites]] tables", value)),
        },
    };
    Ok(listed.iter().map(|site| match site.get_ref() {
        DeValue::Table(table) => Ok((site.span().start, table)),
        _ => Err(wrong_type(SITES, "[[sites]] tables", site)),
    }))
}

struct Reader<'a> {
    command: &'a Command,
    subcommand: &'a str,
}

impl Reader<'_> {
    fn settings(&self, table: &DeTable<'_>, of_site: bool) -> Result<Vec<Setting>, Misplaced> {
        let mut settings: Vec<Setting> = Vec::with_capacity(table.len());
        // A table is sorted by key; of two mistakes the first in the file is told.
        let mut lines: Vec<_> = table.iter().collect();
        lines.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in lines {
            let (at, key) = (key.span().start, key.get_ref().as_ref());
            if key == SITES && !of_site {
                continue;
            }
            if of_site && OF_THE_RUN.contains(&key) {
                let key = key.to_owned();
                return Err((at, Fault::OfTheRun { key }));
            }
            let setting = self.setting(at, key, value)?;
            if let Some(other) = settings
                .iter()
                .find(|other| self.contradict(key, &other.key))
            {
                let (key, other) = (key.to_owned(), other.key.clone());
                return Err((at, Fault::Contradiction { key, other }));
            }
            settings.push(setting);
        }
        Ok(settings)
    }

    fn setting(
        &self,
        at: usize,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Setting, Misplaced> {
        let arguments =
            flags::arguments(self.command, self.subcommand, key).map_err(|fault| (at, fault))?;
        let first = arguments[0];
        let wanted = if flags::is_switch(first) {
            "true or false"
        } else if arguments.iter().any(|one| flags::is_list(one)) {
            "a text or a list of texts"
        } else {
            "a text or a number"
        };
        let texts = texts(key, wanted, value)?;
        for (value, text) in &texts {
            self.check(&arguments, key, text)
                .map_err(|fault| (value.span().start, fault))?;
        }
        Ok(Setting {
            key: key.to_owned(),
            values: texts.into_iter().map(|(_, text)| text).collect(),
        })
    }

    /// A value has to be valid for the selected subcommand, or for any other if that does not have
    /// the setting.
    fn check(&self, arguments: &[&Arg], key: &str, text: &str) -> Result<(), Fault> {
        let parsed = self.command.find_subcommand(self.subcommand);
        let knows = parsed.is_some_and(|parsed| flags::named(parsed, key).is_some());
        let first = flags::check(arguments[0], key, text);
        let suits_another = || {
            arguments[1..]
                .iter()
                .any(|one| flags::check(one, key, text).is_ok())
        };
        match first {
            Err(_) if !knows && suits_another() => Ok(()),
            first => first,
        }
    }

    fn contradict(&self, key: &str, other: &str) -> bool {
        self.command.get_subcommands().any(|subcommand| {
            let argument = |key| flags::named(subcommand, key);
            let both = argument(key).zip(argument(other));
            both.is_some_and(|(one, other)| flags::contradict(subcommand, one, other))
        })
    }
}

/// The texts of a value, each with the place where it stands.
fn texts<'a, 'document>(
    key: &str,
    wanted: &'static str,
    value: &'a Spanned<DeValue<'document>>,
) -> Result<Vec<(&'a Spanned<DeValue<'document>>, String)>, Misplaced> {
    let wrong = |value| wrong_type(key, wanted, value);
    let single = |value: &'a Spanned<DeValue<'document>>| {
        let text = match (value.get_ref(), wanted) {
            (DeValue::Boolean(flag), "true or false") => flag.to_string(),
            (_, "true or false") => return Err(wrong(value)),
            (DeValue::String(text), _) => text.to_string(),
            (DeValue::Integer(number), _) => number.as_str().replace('_', ""),
            (DeValue::Float(number), _) => number.as_str().replace('_', ""),
            _ => return Err(wrong(value)),
        };
        Ok((value, text))
    };
    match value.get_ref() {
        DeValue::Array(array) if wanted.contains("list") => array.iter().map(single).collect(),
        _ => Ok(vec![single(value)?]),
    }
}

fn wrong_type(key: &str, wanted: &'static str, value: &Spanned<DeValue<'_>>) -> Misplaced {
    let fault = Fault::Type {
        key: key.to_owned(),
        wanted,
        found: match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        },
    };
    (value.span().start, fault)
}
