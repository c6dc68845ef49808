//! Kinds of faults.
//!
//! # Guarantees
//! - A fault without a [`Moment`] that replaces the response takes effect before the request is
//!   executed, so nothing changes.
//! - [`Fault::Drip`] and [`Fault::Truncated`] affect only the delivery: the request is executed.

use serde::{Deserialize, Serialize};

/// A fault that is injected into a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// 401 `authError`, as for an expired token.
    Unauthorized,
    /// 403 with one of Google's reasons.
    Forbidden {
        /// The reason.
        reason: ForbiddenReason,
    },
    /// 400 `badRequest`.
    BadRequest,
    /// 404 `notFound`.
    NotFound,
    /// 429 `RESOURCE_EXHAUSTED`.
    TooManyRequests {
        /// The `Retry-After` header, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    /// 500 `backendError`, in JSON.
    InternalError,
    /// 502, in HTML.
    BadGateway,
    /// 503 `backendError`, in JSON.
    Unavailable {
        /// The `Retry-After` header, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    /// 504, in HTML.
    GatewayTimeout {
        /// Execution of the request before the fault.
        #[serde(default)]
        moment: Moment,
    },
    /// The connection is reset (RST) without a response.
    Reset {
        /// Execution of the request before the fault.
        #[serde(default)]
        moment: Moment,
    },
    /// The body is sent byte by byte. A response without a body (204) is sent normally.
    Drip {
        /// Pause before each byte, in milliseconds.
        byte_delay_ms: u64,
    },
    /// The body is shorter than its `Content-Length`, then the connection closes. A response without a
    /// body (204) becomes a 200 with a partial body.
    Truncated,
    /// No response is sent; the connection stays open until the client or the emulator closes it.
    Hang {
        /// Execution of the request before the fault.
        #[serde(default)]
        moment: Moment,
    },
    /// 200 with a body that is not JSON.
    Garbage {
        /// Execution of the request before the fault.
        #[serde(default)]
        moment: Moment,
    },
    /// 302 to another URL.
    Redirect {
        /// The `Location` header.
        location: String,
    },
    /// Success without an effect: nothing is recorded.
    Lost,
    /// Sitemaps are returned in their state before the last submission. No effect on other methods.
    Stale,
    /// Downloaded sitemaps are returned as still being processed: pending, without errors and
    /// warnings. No effect on other methods.
    Processing,
    /// 400 `invalid_grant` of the token endpoint.
    InvalidGrant {
        /// The reason in the description.
        reason: InvalidGrantReason,
    },
    /// 500 `internal_failure` of the token endpoint.
    InternalFailure,
}

impl Fault {
    /// True if a client that retries can succeed once the rule is used up.
    ///
    /// This includes [`Fault::Unauthorized`] (a new token helps) and [`InvalidGrantReason::Clock`] (an
    /// assertion with the server's time helps), but not [`Fault::Lost`], which looks like a success,
    /// and [`Fault::Redirect`], which must not be followed.
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
            Self::InvalidGrant { reason } => *reason == InvalidGrantReason::Clock,
            Self::BadRequest | Self::NotFound | Self::Redirect { .. } | Self::Lost => false,
        }
    }
}

/// Moment of a fault: before or after the request is executed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Nothing changes.
    #[default]
    BeforeChange,
    /// The request is executed; only the response is lost.
    AfterChange,
}

/// A `Retry-After` header, see [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u64),
    /// An HTTP date, this number of seconds ahead of the emulator's clock.
    DateIn(u64),
}

/// Google's reasons for a 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ForbiddenReason {
    /// The account lacks permission for the property.
    Forbidden,
    /// Too many requests; retry later.
    RateLimitExceeded,
    /// Too many requests of one user; retry later.
    UserRateLimitExceeded,
    /// The quota is exhausted.
    QuotaExceeded,
    /// The daily quota is exhausted.
    DailyLimitExceeded,
    /// The API is not enabled in the project.
    AccessNotConfigured,
    /// The token's scopes are insufficient.
    InsufficientScopes,
    /// The load quota of search analytics is exhausted.
    LoadQuotaExceeded,
    /// The project is suspended.
    ConsumerSuspended,
    /// The project is deleted.
    ConsumerInvalid,
    /// The project has no billing account.
    BillingDisabled,
    /// A policy of the organization forbids the call.
    OrganizationRestriction,
    /// The account may not use the project that the call is charged to.
    UserProjectDenied,
}

impl ForbiddenReason {
    fn is_transient(self) -> bool {
        matches!(self, Self::RateLimitExceeded | Self::UserRateLimitExceeded)
    }
}

/// Google's reasons for `invalid_grant`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvalidGrantReason {
    /// `iat` and `exp` are not near the server's time.
    Clock,
    /// The signature does not match any key of the account.
    Signature,
    /// The account does not exist.
    AccountNotFound,
}
