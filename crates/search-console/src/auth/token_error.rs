//! Says why there is no access token.

use std::time::Duration;

use http::StatusCode;
use jiff::SignedDuration;

use super::service_account_key::KeyError;
use crate::server_text::ServerText;
use net::retry::Retry;
use net::transport::TransportError;

/// Why there is no access token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The key cannot be used.
    #[error("the key cannot be used")]
    Key(#[source] KeyError),
    /// Signing failed.
    #[error("the assertion could not be signed")]
    Sign,
    /// No complete answer.
    #[error("the token endpoint did not answer")]
    Transport(#[source] TransportError),
    /// The endpoint refused the assertion.
    #[error("the token endpoint refused the key: {code}: {description}")]
    Rejected {
        /// The OAuth error code, such as `invalid_grant` (RFC 6749, section 5.2).
        code: ServerText,
        /// The endpoint's own words.
        description: ServerText,
        /// How far the local clock is ahead of the endpoint's, where it told its time.
        clock_ahead: Option<SignedDuration>,
    },
    /// The endpoint has a problem of its own.
    #[error("the token endpoint is unavailable (HTTP {})", .status.as_u16())]
    Unavailable {
        /// The HTTP status.
        status: StatusCode,
        /// How long it asked to wait.
        retry_after: Option<Duration>,
    },
    /// An answer without a token, or not of a token endpoint at all.
    #[error("the token endpoint's answer could not be understood (HTTP {})", .status.as_u16())]
    Answer {
        /// The HTTP status.
        status: StatusCode,
    },
}

impl TokenError {
    /// Whether trying again can help.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Key(_) | Self::Sign | Self::Rejected { .. } => Retry::Never,
            Self::Transport(error) => error.retry(),
            Self::Unavailable { retry_after, .. } => retry_after.map_or(Retry::Later, Retry::After),
            Self::Answer { .. } => Retry::Later,
        }
    }
}
