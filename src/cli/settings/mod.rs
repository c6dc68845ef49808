//! Converts arguments and the environment to valid settings; the only place that reads the
//! environment.
//!
//! Precedence: flag, environment variable, config file (the table of a site, then common settings),
//! default. An empty variable counts as unset, because CI systems set missing inputs to the empty
//! string.

mod settings_error;
mod variables;

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use search_console::{ApiEndpoint, Property};
use secrecy::SecretString;

use crate::app::invalid_argument::{InvalidArgument, property};
use crate::app::{Access, Connection, CredentialsSource, StoreLocation};
use crate::cli::{CopyArgs, InputArgs, KeyArgs, QuotaArgs, SiteArgs, StoreArgs};
use crate::model::{Input, InputError};
use crate::render::{Copies, Format};
use crate::store::InspectionQuota;

pub(crate) use self::settings_error::SettingsError;
pub(crate) use self::variables::named_roots;
pub(super) use self::variables::{uncontradicted, usable, variable};

pub(super) const SITEMAP: &str = "SITEMAP_SUBMIT_SITEMAP";
pub(super) const CREDENTIALS_JSON: &str = "SITEMAP_SUBMIT_CREDENTIALS_JSON";
const GOOGLE_CREDENTIALS: &str = "GOOGLE_APPLICATION_CREDENTIALS";
const GITHUB_ACTIONS: &str = "GITHUB_ACTIONS";
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";
const STEP_OUTPUTS: &str = "GITHUB_OUTPUT";
pub(super) const HTTP_TOKEN: &str = "SITEMAP_SUBMIT_HTTP_TOKEN";
const EMULATOR: &str = "SEARCH_CONSOLE_EMULATOR_HOST";

/// Maximum size of a file with a token.
const LONGEST_TOKEN_FILE: u64 = 4 << 10;

/// The SITEMAP arguments.
pub(crate) fn inputs(
    args: &InputArgs,
    parse: fn(&str) -> Result<Input, InputError>,
) -> Result<Vec<Input>, SettingsError> {
    let from_environment = variable(SITEMAP);
    let typed = args.sitemaps.iter().map(String::as_str).collect();
    let given = listed(typed, from_environment.as_deref());
    let mut inputs = Vec::with_capacity(given.len());
    for text in given {
        let input = parse(text).map_err(InvalidArgument::Sitemap)?;
        if !inputs.contains(&input) {
            inputs.push(input);
        }
    }
    Ok(inputs)
}

/// The values of `typed`: clap passes a variable with a list as one value.
pub(super) fn listed<'a>(typed: Vec<&'a str>, from_environment: Option<&OsStr>) -> Vec<&'a str> {
    match (&typed[..], from_environment) {
        ([one], Some(value)) if *one == value => one.split_whitespace().collect(),
        _ => typed,
    }
}

/// `--site`.
pub(crate) fn site(args: &SiteArgs) -> Result<Option<Property>, SettingsError> {
    Ok(args.site.as_deref().map(property).transpose()?)
}

/// Address of the emulator that replaces Google's API.
pub(crate) fn emulator() -> Option<String> {
    variable(EMULATOR).map(|address| address.to_string_lossy().into_owned())
}

/// Connection to the API.
pub(crate) fn connection(args: &KeyArgs) -> Result<Connection, SettingsError> {
    let endpoint = match emulator() {
        Some(address) => ApiEndpoint::emulator(&address).map_err(SettingsError::Emulator)?,
        None => ApiEndpoint::google(),
    };
    Ok(Connection {
        endpoint,
        credentials: credentials(args),
    })
}

/// The bearer token of the HTTP server, from the file at `path` or from the environment.
pub(crate) fn http_token(path: Option<&Path>) -> Result<Option<SecretString>, SettingsError> {
    let token = match path {
        Some(path) => Some(token_in(path)?),
        None => variable(HTTP_TOKEN)
            .map(|token| token.to_string_lossy().trim().to_owned())
            .filter(|token| !token.is_empty()),
    };
    Ok(token.map(SecretString::from))
}

/// The token in the file at `path`.
fn token_in(path: &Path) -> Result<String, SettingsError> {
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST_TOKEN_FILE + 1).read_to_string(&mut text))
        .map_err(SettingsError::Token)?;
    if text.len() as u64 > LONGEST_TOKEN_FILE {
        return Err(SettingsError::LongToken);
    }
    let token = text.trim();
    if token.is_empty() {
        return Err(SettingsError::EmptyToken);
    }
    Ok(token.to_owned())
}

/// Options of commands that inspect pages.
pub(crate) fn access(
    key: &KeyArgs,
    store: &StoreArgs,
    quota: &QuotaArgs,
) -> Result<Access, SettingsError> {
    Ok(Access {
        connection: connection(key)?,
        store: self::store(store),
        quota: self::quota(quota),
    })
}

/// Location of the store.
pub(crate) fn store(args: &StoreArgs) -> StoreLocation {
    if args.no_store {
        return StoreLocation::Disabled;
    }
    match &args.store {
        Some(path) => StoreLocation::Named(path.clone()),
        None => data_folder().map_or(StoreLocation::Unknown, |folder| {
            StoreLocation::Default(folder.join("sitemap-submit").join("store.sqlite3"))
        }),
    }
}

/// The quota of URL inspection.
pub(crate) const fn quota(args: &QuotaArgs) -> InspectionQuota {
    InspectionQuota {
        per_day: args.quota_per_day,
        per_minute: args.quota_per_minute,
    }
}

/// The user's data folder on this platform, if the environment names it.
/// <https://specifications.freedesktop.org/basedir-spec/latest/>
fn data_folder() -> Option<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from);
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    if cfg!(windows) {
        folder("LOCALAPPDATA").and_then(absolute)
    } else if cfg!(target_os = "macos") {
        let home = folder("HOME").and_then(absolute)?;
        Some(home.join("Library").join("Application Support"))
    } else {
        let home = || folder("HOME").map(|home| home.join(".local").join("share"));
        folder("XDG_DATA_HOME")
            .and_then(absolute)
            .or_else(|| home().and_then(absolute))
    }
}

/// Destinations of copies of the report. Files for GitHub's runner are written only in its format.
pub(crate) fn copies(args: &CopyArgs, format: Format) -> Copies {
    let runner = |name| {
        let wanted = format == Format::Github;
        wanted.then(|| variable(name)).flatten().map(PathBuf::from)
    };
    Copies {
        report_file: args.report_file.clone(),
        termination_log: args.termination_log.clone(),
        step_summary: runner(STEP_SUMMARY),
        step_outputs: runner(STEP_OUTPUTS),
    }
}

/// True if tokens are masked: only if GitHub's runner reads standard output, because it removes
/// the line that names them.
pub(crate) fn masks_tokens(format: Format) -> bool {
    format == Format::Github && variable(GITHUB_ACTIONS).is_some_and(|value| value == "true")
}

fn credentials(args: &KeyArgs) -> Option<CredentialsSource> {
    if let Some(path) = &args.credentials {
        return Some(CredentialsSource::File(path.clone()));
    }
    if let Some(json) = variable(CREDENTIALS_JSON) {
        let text = json.to_string_lossy().into_owned();
        return Some(CredentialsSource::Variable(text.into()));
    }
    variable(GOOGLE_CREDENTIALS).map(|path| CredentialsSource::GoogleFile(path.into()))
}
