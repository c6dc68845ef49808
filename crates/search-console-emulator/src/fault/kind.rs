//! Names everything that can go wrong with a request.
//!
//! # Guarantees
//! - A fault without a [`Moment`] that answers in Google's place is struck before the request is
//!   looked at: it changes nothing.
//! - [`Fault::Drip`] and [`Fault::Truncated`] spoil only the delivery: the request is done first.

use serde::{Deserialize, Serialize};

/// What happens to a request instead of a plain answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// 401 `authError`, as for a token that has gone bad.
    Unauthorized,
    /// 403 for one of Google's reasons.
    Forbidden {
        /// Which one.
        reason: ForbiddenReason,
    },
    /// 400 `badRequest`.
    BadRequest,
    /// 404 `notFound`.
    NotFound,
    /// 429 `RESOURCE_EXHAUSTED`.
    TooManyRequests {
        /// The `Retry-After` header, if one is sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    /// 500 `backendError`, in JSON.
    InternalError,
    /// 502, in HTML.
    BadGateway,
    /// 503 `backendError`, in JSON.
    Unavailable {
        /// The `Retry-After` header, if one is sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    /// 504, in HTML.
    GatewayTimeout {
        /// Whether the request was done nevertheless.
        #[serde(default)]
        moment: Moment,
    },
    /// The connection is reset (RST), without one byte of an answer.
    Reset {
        /// Whether the request was done before.
        #[serde(default)]
        moment: Moment,
    },
    /// The body comes byte by byte. An answer without a body, a 204, comes as usual.
    Drip {
        /// Pause before each byte, in milliseconds.
        byte_delay_ms: u64,
    },
    /// The body is shorter than its `Content-Length`, then the connection closes. An answer without a
    /// body, a 204, becomes a 200 with half a one.
    Truncated,
    /// No answer ever comes; the connection stays open until the client or the emulator ends it.
    Hang {
        /// Whether the request was done nevertheless.
        #[serde(default)]
        moment: Moment,
    },
    /// 200 with a body that is not JSON.
    Garbage {
        /// Whether the request was done before.
        #[serde(default)]
        moment: Moment,
    },
    /// 302 to elsewhere.
    Redirect {
        /// The `Location` header.
        location: String,
    },
    /// Success is answered and nothing is recorded.
    Lost,
    /// Sitemaps are shown as they stood before the last submission. No effect on other methods.
    Stale,
    /// Sitemaps that were downloaded are shown as still being processed: pending, with no errors and
    /// no warnings yet. No effect on other methods.
    Processing,
    /// 400 `invalid_grant` of the token endpoint.
    InvalidGrant {
        /// With which description.
        reason: GrantRefusal,
    },
    /// 500 `internal_failure` of the token endpoint.
    InternalFailure,
}

impl Fault {
    /// Whether a client that merely tries again may get through once the rule is used up.
    ///
    /// [`Fault::Unauthorized`] counts, since a fresh token cures it, and so does
    /// [`GrantRefusal::Clock`], since an assertion with the server's time does. [`Fault::Lost`] does
    /// not: it shows itself as a success. [`Fault::Redirect`] does not: it must not be followed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unauthorized
            | Self::TooManyRequests { .. }
            | Self::InternalError
            | Self::BadGateway
            | Self::Unavailable { .. }
            | Self::GatewayTimeout { .. }
            | Self::Reset { .. }
            | Self::Drip { .. }
            | Self::Truncated
            | Self::Hang { .. }
            | Self::Garbage { .. }
            | Self::Stale
            | Self::Processing
            | Self::InternalFailure => true,
            Self::Forbidden { reason } => reason.is_transient(),
            Self::InvalidGrant { reason } => *reason == GrantRefusal::Clock,
            Self::BadRequest | Self::NotFound | Self::Redirect { .. } | Self::Lost => false,
        }
    }
}

/// Whether a fault strikes before or after the request has been done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Nothing was changed.
    #[default]
    BeforeChange,
    /// The request was done as usual; only the answer was lost.
    AfterChange,
}

/// A `Retry-After` header, see [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u64),
    /// An HTTP date, so many seconds ahead of the emulator's clock.
    DateIn(u64),
}

/// Google's reasons for a 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ForbiddenReason {
    /// The account may not do this with the property.
    Forbidden,
    /// Too fast; try again.
    RateLimitExceeded,
    /// Too fast for one user; try again.
    UserRateLimitExceeded,
    /// The quota is used up.
    QuotaExceeded,
    /// The quota of the day is used up.
    DailyLimitExceeded,
    /// The API is not enabled in the project.
    AccessNotConfigured,
    /// The token's scopes do not suffice.
    InsufficientScopes,
}

impl ForbiddenReason {
    fn is_transient(self) -> bool {
        matches!(self, Self::RateLimitExceeded | Self::UserRateLimitExceeded)
    }
}

/// Google's ways to refuse an assertion with `invalid_grant`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantRefusal {
    /// `iat` and `exp` are not near the server's time.
    Clock,
    /// The signature does not fit any key of the account.
    Signature,
    /// No such account.
    AccountNotFound,
}
