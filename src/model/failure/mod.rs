//! Turns every way of failing into what the user is told: what was being done, the cause, the
//! remedy, and the exit code. The only place that does.
//!
//! Every `match` in here is exhaustive, so that a new error is a decision about its exit code and
//! its remedy, made where the compiler asks for it.

mod exit;
mod remedy;

use std::error::Error as StdError;

use schemars::JsonSchema;
use serde::Serialize;
use url::Url;

use crate::app::NotLive;
use crate::app::credentials::CredentialsError;
use crate::app::freshness::StaleError;
use crate::app::heartbeat::HeartbeatError;
use crate::app::shutdown::Stop;
use crate::cli::config_file::ConfigError;
use crate::cli::settings::SettingsError;
use crate::engine::{GoogleError, PropertyChoiceError};
use crate::index::audit::InvestigationError;
use crate::mcp::HttpError;
use crate::model::ExitCode;
use crate::site::fetch::FetchError;
use crate::site::listing::ListingError;
use crate::site::reading::ReadError;
use crate::store::StoreError;
use net::tls::TrustError;

/// Everything that can keep a run from doing what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Flags or variables make no sense.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// There is no usable key.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// There is no TLS configuration.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// There is nothing to work on.
    #[error(transparent)]
    NothingToDo(#[from] NothingToDo),
    /// A site's robots.txt could not be asked.
    #[error("failed to find the sitemaps of {site}")]
    Discovery {
        /// The site.
        site: Url,
        /// What went wrong.
        #[source]
        source: FetchError,
    },
    /// What is to be submitted is not served yet.
    #[error("{url} was not served as expected in time")]
    NotLive {
        /// The address that was looked at.
        url: Url,
        /// What was there at last.
        #[source]
        reason: NotLive,
    },
    /// A document could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Google did not do or confirm what was asked.
    #[error(transparent)]
    Google(#[from] GoogleError),
    /// What Google knows is too old.
    #[error(transparent)]
    Stale(#[from] StaleError),
    /// The account sees nothing.
    #[error("{account} sees no property")]
    NoProperty {
        /// Its e-mail.
        account: String,
    },
    /// The file of settings is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The dead man's switch was not told.
    #[error("failed to ping the heartbeat URL")]
    Heartbeat(#[source] HeartbeatError),
    /// The choice of a property.
    #[error(transparent)]
    PropertyChoice(#[from] PropertyChoiceError),
    /// A sitemap with errors in it.
    #[error("{sitemap} has {errors} errors")]
    Invalid {
        /// Its address.
        sitemap: String,
        /// How many.
        errors: u64,
    },
    /// It is not known what a sitemap lists.
    #[error(transparent)]
    Listing(#[from] ListingError),
    /// Google was not, or not successfully, asked of a page.
    #[error(transparent)]
    Investigation(#[from] InvestigationError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The MCP server cannot be reached over HTTP.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The MCP server left for want of memory.
    #[error("too much memory was in use")]
    Memory,
    /// A signal came first.
    #[error("stopped by {} before it was done", .0.signal())]
    Stopped(Stop),
    /// A signal came before its turn.
    #[error("stopped by {} before {site} was begun", .stop.signal())]
    NotBegun {
        /// The site, as it was named.
        site: String,
        /// Which signal.
        stop: Stop,
    },
    /// The operating system refused something a run cannot do without.
    #[error("failed to {doing}")]
    System {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

/// Why there is nothing to work on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum NothingToDo {
    /// Nothing was named.
    #[error("no sitemap was given")]
    NoSitemap,
    /// A site has none where one is looked for.
    #[error("no sitemap was found: {site}robots.txt names none, and there is no {guess}")]
    NotFound {
        /// The site.
        site: Url,
        /// Where one usually is.
        guess: Url,
    },
    /// There was nothing to ask of.
    #[error("no page of {property} was found in what was read")]
    NoPages {
        /// The property.
        property: String,
    },
    /// The store remembers no property.
    #[error("the store knows of no property yet")]
    NothingKnown,
    /// The property has none.
    #[error("no sitemap was submitted to {property} yet")]
    NoneSubmitted {
        /// The property.
        property: String,
    },
}

/// A failure in words, as reports carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct FailureReport {
    /// What was being done.
    pub message: String,
    /// Why it failed, from the outside in.
    pub causes: Vec<String>,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The exit code that it asks for.
    #[schemars(with = "u8")]
    pub exit_code: ExitCode,
}

impl Failure {
    /// Puts it into words.
    pub(crate) fn describe(&self) -> FailureReport {
        FailureReport {
            message: one_line(&self.to_string()),
            causes: causes(self),
            remedy: self.remedy().as_deref().map(one_line),
            exit_code: self.exit_code(),
        }
    }
}

/// Text in which what was given may stand, without the ends of lines with which it could pass for
/// lines of ours, such as commands to a runner.
pub(crate) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Names that are told in one message, where there may be thousands.
const MOST_NAMES: usize = 10;

/// The first of `names` in a row, and how many more there are.
pub(crate) fn some_of<Name: AsRef<str>>(names: &[Name]) -> String {
    let told: Vec<&str> = names.iter().take(MOST_NAMES).map(AsRef::as_ref).collect();
    let told = told.join(", ");
    match names.len().saturating_sub(MOST_NAMES) {
        0 => told,
        more => format!("{told}, and {more} more"),
    }
}

/// What lies under `failure`; a layer that says nothing new is left out.
fn causes(failure: &Failure) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut said = failure.to_string();
    let mut next = failure.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !said.contains(&text) {
            causes.push(one_line(&text));
            said = text;
        }
        next = cause.source();
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_names_some_are_told_and_the_others_counted() {
        let names: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        assert_eq!(some_of(&names[..2]), "1, 2");
        assert_eq!(some_of(&names[..10]), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
        assert_eq!(some_of(&names), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and 2 more");
    }
}
