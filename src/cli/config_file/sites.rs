//! Selects the sites of a file for a run.

use clap::Command;
use clap::parser::ArgMatches;
use search_console::Property;
use settings_file::Setting;
use url::Url;

use crate::model::address::without_login;

use super::{ConfigError, ConfigFile, as_defaults, flags};

/// Sites that the command line and the environment select; empty for all.
#[derive(Debug)]
pub(crate) struct SiteFilter<'a> {
    /// SITEMAP arguments.
    pub(crate) sitemaps: Vec<&'a str>,
    /// `--site`.
    pub(crate) site: Option<&'a str>,
}

/// One site of a run.
pub(crate) struct SiteRun<'a> {
    file: &'a ConfigFile,
    settings: &'a [Setting],
    /// Selected sitemaps of the site; `None` for all.
    pub(crate) sitemaps: Option<Vec<String>>,
}

impl SiteRun<'_> {
    /// Sets the common settings, then those of this site, as the defaults of `command`.
    pub(crate) fn defaults(&self, command: Command, given: &ArgMatches) -> Command {
        let overruled = |common: &&Setting| {
            let same = |own: &Setting| own.key == common.key;
            self.settings.iter().any(same)
        };
        let common = self.file.common.iter().filter(|one| !overruled(one));
        as_defaults(command, given, common.chain(self.settings))
    }

    /// Root of the site, for a subcommand without `--site`, which uses the property only to find
    /// the site.
    pub(crate) fn root(&self, command: &Command, subcommand: &str) -> Option<Url> {
        let subcommand = command.find_subcommand(subcommand)?;
        if flags::named(subcommand, flags::SITE).is_some() {
            return None;
        }
        let site = self.settings.iter().find(|one| one.key == flags::SITE)?;
        site.values.first()?.parse::<Property>().ok()?.site_root()
    }
}

pub(super) fn parts<'a>(
    file: &'a ConfigFile,
    wanted: &SiteFilter<'_>,
) -> Result<Option<Vec<SiteRun<'a>>>, ConfigError> {
    if file.sites.is_empty() {
        return Ok(None);
    }
    let missing = |kind, wanted: &str| ConfigError::NoSuchSite {
        path: file.document.path().to_owned(),
        kind,
        wanted: without_login(wanted),
    };
    let sites: Vec<&[Setting]> = file
        .sites
        .iter()
        .map(Vec::as_slice)
        .filter(|site| wanted.site.is_none_or(|name| has(site, flags::SITE, name)))
        .collect();
    if sites.is_empty() {
        return Err(missing(flags::SITE, wanted.site.unwrap_or_default()));
    }
    let unknown = wanted.sitemaps.iter().find(|sitemap| {
        let is_listed = |site: &&[Setting]| has(site, flags::SITEMAP, sitemap);
        !sites.iter().any(is_listed)
    });
    if let Some(sitemap) = unknown {
        return Err(missing(flags::SITEMAP, sitemap));
    }
    let parts = sites.into_iter().filter_map(|settings| {
        let own = |sitemap: &&&str| has(settings, flags::SITEMAP, sitemap);
        let named: Vec<String> = wanted
            .sitemaps
            .iter()
            .filter(own)
            .map(ToString::to_string)
            .collect();
        let sitemaps = (!wanted.sitemaps.is_empty()).then_some(named);
        let is_wanted = sitemaps.as_ref().is_none_or(|named| !named.is_empty());
        is_wanted.then_some(SiteRun {
            file,
            settings,
            sitemaps,
        })
    });
    Ok(Some(parts.collect()))
}

/// True if `value` is one of the values of `key`; URLs are compared as URLs.
fn has(site: &[Setting], key: &str, value: &str) -> bool {
    let same = |other: &String| {
        other == value
            || Url::parse(other)
                .ok()
                .zip(Url::parse(value).ok())
                .is_some_and(|(one, other)| one == other)
    };
    let values = site.iter().filter(|setting| setting.key == key);
    values.flat_map(|setting| &setting.values).any(same)
}
