//! Converts TOML to settings.

use clap::{Arg, Command};
use settings_file::{Document, Kind, Setting, Text, contradict, texts, wrong_type};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Fault, flags};

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

type Misplaced = settings_file::Misplaced<Fault>;

/// The common settings, and those of each site.
///
/// # Errors
/// The first fault, with its position.
pub(super) fn parse(
    document: &Document,
    command: &Command,
    subcommand: &str,
) -> Result<(Vec<Setting>, Vec<Vec<Setting>>), Misplaced> {
    let table = document
        .parse()
        .map_err(settings_file::Misplaced::convert)?;
    let reader = Reader {
        command,
        subcommand,
    };
    let common = reader.settings(&table, false)?;
    let mut sites = Vec::new();
    for site in site_tables(&table)? {
        let (at, site) = site?;
        let settings = reader.settings(site, true)?;
        let says_which = |setting: &Setting| [flags::SITEMAP, flags::SITE].contains(&&*setting.key);
        if !settings.iter().any(says_which) {
            return Err(Misplaced {
                at,
                fault: Fault::NoSite,
            });
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
            _ => return Err(not_tables(value)),
        },
    };
    Ok(listed.iter().map(|site| match site.get_ref() {
        DeValue::Table(table) => Ok((site.span().start, table)),
        _ => Err(not_tables(site)),
    }))
}

fn not_tables(value: &Spanned<DeValue<'_>>) -> Misplaced {
    wrong_type(SITES, "[[sites]] tables", value).convert()
}

struct Reader<'a> {
    command: &'a Command,
    subcommand: &'a str,
}

impl Reader<'_> {
    fn settings(&self, table: &DeTable<'_>, of_site: bool) -> Result<Vec<Setting>, Misplaced> {
        let mut settings: Vec<Setting> = Vec::with_capacity(table.len());
        // A table is sorted by key; report the error that comes first in the file.
        let mut lines: Vec<_> = table.iter().collect();
        lines.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in lines {
            let (at, key) = (key.span().start, key.get_ref().as_ref());
            if key == SITES && !of_site {
                continue;
            }
            if of_site && OF_THE_RUN.contains(&key) {
                let key = key.to_owned();
                let fault = Fault::OfTheRun { key };
                return Err(Misplaced { at, fault });
            }
            let setting = self.setting(at, key, value)?;
            if let Some(other) = settings
                .iter()
                .find(|other| self.contradict(key, &other.key))
            {
                let (key, other) = (key.to_owned(), other.key.clone());
                let fault = Fault::Contradiction { key, other };
                return Err(Misplaced { at, fault });
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
        let arguments = flags::arguments(self.command, self.subcommand, key)
            .map_err(|fault| Misplaced { at, fault })?;
        let first = Kind::of(arguments[0]);
        let is_list = |one: &&Arg| Kind::of(one) == Kind::List;
        let kind = if first != Kind::Switch && arguments.iter().any(is_list) {
            Kind::List
        } else {
            first
        };
        let texts = texts(key, kind, value).map_err(settings_file::Misplaced::convert)?;
        for Text { at, text } in &texts {
            let at = *at;
            self.check(&arguments, key, text)
                .map_err(|fault| Misplaced { at, fault })?;
        }
        Ok(Setting {
            key: key.to_owned(),
            values: texts.into_iter().map(|one| one.text).collect(),
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
            both.is_some_and(|(one, other)| contradict(subcommand, one, other))
        })
    }
}
