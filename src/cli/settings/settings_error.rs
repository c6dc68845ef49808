//! Errors of flags and variables, with their exit codes and remedies.

use std::net::SocketAddr;

use jiff::civil::Date;
use search_console::{EndpointError, PropertyError};

use super::{EMULATOR, LONGEST_TOKEN_FILE};
use crate::app::heartbeat::HeartbeatUrlError;
use crate::model::{Action, ExitCode, Failure, InputError, Remedy, RunOption};

/// Why flags or variables make no sense.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// A SITEMAP argument.
    #[error("failed to understand the SITEMAP argument")]
    Input(#[source] InputError),
    /// A page's URL.
    #[error("failed to understand the URL argument")]
    Page(#[source] InputError),
    /// `--site`.
    #[error("failed to understand `--site`")]
    Site(#[source] PropertyError),
    /// The file with the token. Its name is not repeated: it may be the token, in the wrong place.
    #[error("failed to read the file that `--http-token-file` names")]
    Token(#[source] std::io::Error),
    /// A file that was to hold the token holds none, and nobody is let in by that.
    #[error("there is no token in the file that `--http-token-file` names")]
    EmptyToken,
    /// It holds more than a token.
    #[error("the file that `--http-token-file` names has more than {LONGEST_TOKEN_FILE} bytes")]
    LongToken,
    /// Everybody could come in over HTTP.
    #[error("{address} can be reached from other machines, and no token was given")]
    NoToken {
        /// The address.
        address: SocketAddr,
    },
    /// `--site` is missing where nothing else says which property.
    #[error("no property was named")]
    NoSite,
    /// The days of a question.
    #[error("the first day, {start}, is after the last, {end}")]
    Days {
        /// The first.
        start: Date,
        /// The last.
        end: Date,
    },
    /// `--wait-for-url`.
    #[error("failed to understand `--wait-for-url`")]
    WaitForUrl(#[source] InputError),
    /// `--heartbeat-url`.
    #[error("failed to understand `--heartbeat-url`")]
    Heartbeat(#[source] HeartbeatUrlError),
    /// The emulator's address.
    #[error("failed to use the address in {EMULATOR}")]
    Emulator(#[source] EndpointError),
}

impl Failure for SettingsError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Input(_)
            | Self::Page(_)
            | Self::Site(_)
            | Self::WaitForUrl(_)
            | Self::Heartbeat(_)
            | Self::NoSite
            | Self::Days { .. } => ExitCode::Usage,
            Self::Emulator(_)
            | Self::Token(_)
            | Self::EmptyToken
            | Self::LongToken
            | Self::NoToken { .. } => ExitCode::Settings,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Input(error) | Self::Page(error) | Self::WaitForUrl(error) => error.remedy(),
            Self::Site(error) => property_remedy(error),
            Self::Token(_) => "check the path and that this user may read it".into(),
            Self::EmptyToken | Self::LongToken => {
                "write the token, and nothing else, into the file".into()
            }
            Self::NoToken { .. } => {
                "name a file with a token in `--http-token-file`, or listen on 127.0.0.1".into()
            }
            Self::NoSite => Remedy::new("name it with ")
                .option(RunOption::Site)
                .text("; ")
                .run(Action::Sites)
                .text(" lists those that the account sees"),
            Self::Heartbeat(_) => {
                "copy the URL again from the service that waits for the ping".into()
            }
            Self::Days { .. } => Remedy::new("swap them: ")
                .option(RunOption::Start)
                .text(" must not be after ")
                .option(RunOption::End),
            Self::Emulator(_) => {
                "set SEARCH_CONSOLE_EMULATOR_HOST to `127.0.0.1:PORT`, or unset it to reach Google"
                    .into()
            }
        })
    }
}

/// What to do about a `--site` that is not a property's name.
fn property_remedy(error: &PropertyError) -> Remedy {
    match error {
        PropertyError::NoTrailingSlash { suggestion, .. } => {
            Remedy::new("write ").option_with(RunOption::Site, suggestion.as_str())
        }
        PropertyError::Credentials => Remedy::new("write ")
            .option(RunOption::Site)
            .text(" without the user name and password, as Search Console shows it"),
        PropertyError::Unrecognised { .. } => Remedy::new(
            "write it as Search Console shows it: `https://example.com/` or `sc-domain:example.com`; ",
        )
        .run(Action::Sites)
        .text(" lists those that the account sees"),
    }
}
