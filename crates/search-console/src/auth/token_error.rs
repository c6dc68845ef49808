//! Errors of access token requests.

use std::time::Duration;

use http::StatusCode;
use jiff::SignedDuration;

use super::service_account_key::KeyError;
use crate::server_text::ServerText;
use net::retry::Retry;
use net::transport::TransportError;

/// A failure to obtain an access token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The key cannot be used.
    #[error("the key cannot be used")]
    Key(#[source] KeyError),
    /// Signing failed.
    #[error("failed to sign the assertion")]
    Sign,
    /// The endpoint sent no complete response.
    #[error("the token endpoint did not respond")]
    Transport(#[source] TransportError),
    /// The endpoint rejected the assertion.
    #[error("the token endpoint rejected the key: {code}: {description}")]
    Rejected {
        /// The OAuth error code, such as `invalid_grant` (RFC 6749, section 5.2).
        code: ServerText,
        /// The endpoint's description.
        description: ServerText,
        /// Time by which the local clock is ahead of the endpoint's, if the response had a `Date`.
        clock_ahead: Option<SignedDuration>,
    },
    /// The endpoint failed.
    #[error("the token endpoint is unavailable (HTTP {})", .status.as_u16())]
    Unavailable {
        /// The HTTP status.
        status: StatusCode,
        /// The wait that the endpoint requested.
        retry_after: Option<Duration>,
    },
    /// A response without a token, or not from a token endpoint.
    #[error("the token endpoint's response is malformed (HTTP {})", .status.as_u16())]
    Response {
        /// The HTTP status.
        status: StatusCode,
    },
}

impl TokenError {
    /// Decides if a retry can help.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Key(_) | Self::Sign | Self::Rejected { .. } => Retry::Never,
            Self::Transport(error) => error.retry(),
            Self::Unavailable { retry_after, .. } => retry_after.map_or(Retry::Later, Retry::After),
            Self::Response { .. } => Retry::Later,
        }
    }
}
