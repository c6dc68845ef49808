//! Errors of flags and variables, with their exit codes and remedies.

use std::net::SocketAddr;

use search_console::EndpointError;

use super::{EMULATOR, LONGEST_TOKEN_FILE};
use crate::app::heartbeat::HeartbeatUrlError;
use crate::app::invalid_argument::InvalidArgument;
use crate::model::{ExitCode, Failure, InputError, Remedy};

/// Invalid flag or variable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// An argument that agents also pass.
    #[error(transparent)]
    Argument(#[from] InvalidArgument),
    /// The file with the token. The message does not contain its name, which may be a misplaced
    /// token.
    #[error("failed to read the file of `--http-token-file`")]
    Token(#[source] std::io::Error),
    /// The token file is empty.
    #[error("the file of `--http-token-file` contains no token")]
    EmptyToken,
    /// The token file is too long.
    #[error("the file of `--http-token-file` has more than {LONGEST_TOKEN_FILE} bytes")]
    LongToken,
    /// The HTTP server would be open to everyone.
    #[error("{address} is reachable from other machines, and no token was given")]
    NoToken {
        /// The address.
        address: SocketAddr,
    },
    /// `--wait-for-url`.
    #[error("invalid `--wait-for-url`")]
    WaitForUrl(#[source] InputError),
    /// `--heartbeat-url`.
    #[error("invalid `--heartbeat-url`")]
    Heartbeat(#[source] HeartbeatUrlError),
    /// The emulator's address.
    #[error("failed to use the address in {EMULATOR}")]
    Emulator(#[source] EndpointError),
}

impl Failure for SettingsError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Argument(error) => error.exit_code(),
            Self::WaitForUrl(_) | Self::Heartbeat(_) => ExitCode::Usage,
            Self::Emulator(_)
            | Self::Token(_)
            | Self::EmptyToken
            | Self::LongToken
            | Self::NoToken { .. } => ExitCode::Settings,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Argument(error) => return error.remedy(),
            Self::WaitForUrl(error) => error.remedy(),
            Self::Token(_) => "check the path and that this user may read it".into(),
            Self::EmptyToken | Self::LongToken => "write only the token into the file".into(),
            Self::NoToken { .. } => {
                "name a file with a token in `--http-token-file`, or listen on 127.0.0.1".into()
            }
            Self::Heartbeat(_) => {
                "copy the URL again from the service that waits for the ping".into()
            }
            Self::Emulator(_) => {
                "set SEARCH_CONSOLE_EMULATOR_HOST to `127.0.0.1:PORT`, or unset it to reach Google"
                    .into()
            }
        })
    }
}
