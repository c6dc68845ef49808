//! Parses and classifies the API's error responses.
//!
//! The format is Google's usual one, in which every part but the status may be missing:
//! `{"error":{"code","message","status","errors":[{"reason"}],"details":[{"reason","metadata"}]}}`
//! (<https://cloud.google.com/apis/design/errors>); front ends send HTML instead.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use crate::server_text::ServerText;
use net::retry::{Retry, retry_after};
use net::transport::Response;

/// An error response of the API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rejection} (HTTP {}{}){}", .status.as_u16(), reason_suffix(.reason.as_deref()), message_suffix(.message))]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The kind of rejection.
    pub rejection: Rejection,
    /// The API's error code, such as `rateLimitExceeded` or `PERMISSION_DENIED`.
    pub reason: Option<String>,
    /// The API's error message.
    pub message: ServerText,
    /// The wait that the server requested.
    pub retry_after: Option<Duration>,
}

/// The kind of rejection, which determines how it is handled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The access token is invalid.
    #[error("the access token was rejected")]
    Unauthenticated,
    /// The account may not do this with this property.
    #[error("the account lacks permission for the property")]
    Forbidden,
    /// The API is not enabled in the project of the service account.
    #[error("the Search Console API is not enabled in the service account's project")]
    ApiDisabled {
        /// The page that enables it, if known.
        enable_at: Option<String>,
    },
    /// The token lacks the scope.
    #[error("the access token lacks the required scope")]
    InsufficientScope,
    /// Too many calls in a short time.
    #[error("too many requests in a short time")]
    RateLimited,
    /// The daily quota is exhausted.
    #[error("the quota is exhausted")]
    QuotaExceeded,
    /// The property or sitemap does not exist.
    #[error("not found")]
    NotFound,
    /// The request is invalid.
    #[error("the request was rejected")]
    BadRequest,
    /// The service failed.
    #[error("the service is unavailable")]
    Unavailable,
    /// A response that the API never sends: a redirect, or HTML from a proxy.
    #[error("the response is not from the API")]
    NotTheApi,
}

impl ApiError {
    /// Parses an error response; `secrets` are removed from its texts.
    pub(crate) fn read(response: &Response, secrets: &[&str], now: Timestamp) -> Self {
        let envelope: Option<Envelope> = serde_json::from_slice(&response.body).ok();
        let body = envelope.map(|envelope| envelope.error).unwrap_or_default();
        let reason = body.reason();
        Self {
            status: response.status,
            rejection: rejection(response.status, &body),
            reason: reason.map(|reason| ServerText::new(reason, secrets).as_str().to_owned()),
            message: ServerText::new(&body.message, secrets),
            retry_after: retry_after(&response.headers, now),
        }
    }

    /// Decides if a retry can help.
    ///
    /// Not for 401: the client itself retries once with a new token.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self.rejection {
            Rejection::RateLimited | Rejection::Unavailable | Rejection::NotTheApi => {
                self.retry_after.map_or(Retry::Later, Retry::After)
            }
            Rejection::Unauthenticated
            | Rejection::Forbidden
            | Rejection::ApiDisabled { .. }
            | Rejection::InsufficientScope
            | Rejection::QuotaExceeded
            | Rejection::NotFound
            | Rejection::BadRequest => Retry::Never,
        }
    }

    /// True if the call may have taken effect despite the error: a server can fail after it has done
    /// the work.
    #[must_use]
    pub const fn maybe_applied(&self) -> bool {
        matches!(
            self.rejection,
            Rejection::Unavailable | Rejection::NotTheApi
        )
    }
}

/// Classifies by status and, since the API uses one status for several causes, by the reason
/// (legacy `errors[].reason`, `status`, or `ErrorInfo.reason`).
fn rejection(status: StatusCode, body: &Body) -> Rejection {
    let has = |reason: &str| body.reasons().any(|given| given == reason);
    match status.as_u16() {
        401 => Rejection::Unauthenticated,
        403 if has("rateLimitExceeded") || has("userRateLimitExceeded") => Rejection::RateLimited,
        403 | 429 if has("quotaExceeded") || has("dailyLimitExceeded") => Rejection::QuotaExceeded,
        403 if has("accessNotConfigured") || has("SERVICE_DISABLED") => Rejection::ApiDisabled {
            enable_at: body.enable_at(),
        },
        403 if has("ACCESS_TOKEN_SCOPE_INSUFFICIENT") || has("insufficientPermissions") => {
            Rejection::InsufficientScope
        }
        403 => Rejection::Forbidden,
        404 => Rejection::NotFound,
        408 | 500..=599 => Rejection::Unavailable,
        429 => Rejection::RateLimited,
        300..=399 => Rejection::NotTheApi,
        _ => Rejection::BadRequest,
    }
}

#[derive(Debug, Deserialize)]
struct Envelope {
    error: Body,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    message: String,
    status: String,
    errors: Vec<LegacyError>,
    details: Vec<Detail>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LegacyError {
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Detail {
    reason: String,
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metadata {
    activation_url: String,
    /// `projects/NUMBER`.
    consumer: String,
}

impl Body {
    fn reasons(&self) -> impl Iterator<Item = &str> {
        let legacy = self.errors.iter().map(|error| error.reason.as_str());
        let detailed = self.details.iter().map(|detail| detail.reason.as_str());
        legacy
            .chain(detailed)
            .chain(std::iter::once(self.status.as_str()))
            .filter(|reason| !reason.is_empty())
    }

    /// The most specific reason: the legacy one distinguishes causes that share a `status`.
    fn reason(&self) -> Option<&str> {
        self.reasons().next()
    }

    /// The page that enables the API: taken from the response, or built from its project number. Only
    /// URLs of Google's console are accepted.
    fn enable_at(&self) -> Option<String> {
        const CONSOLES: [&str; 2] = [
            "https://console.developers.google.com/",
            "https://console.cloud.google.com/",
        ];
        let named = self
            .details
            .iter()
            .map(|detail| detail.metadata.activation_url.as_str())
            .chain(self.message.split_whitespace())
            .find(|word| CONSOLES.iter().any(|console| word.starts_with(console)));
        if let Some(address) = named {
            return Some(address.trim_end_matches(['.', ',']).to_owned());
        }
        let project = self
            .details
            .iter()
            .find_map(|detail| detail.metadata.consumer.strip_prefix("projects/"))
            .filter(|project| {
                !project.is_empty()
                    && project
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })?;
        Some(format!(
            "https://console.developers.google.com/apis/api/searchconsole.googleapis.com/overview?project={project}"
        ))
    }
}

fn reason_suffix(reason: Option<&str>) -> String {
    reason
        .map(|reason| format!(", {reason}"))
        .unwrap_or_default()
}

fn message_suffix(message: &ServerText) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderMap;

    fn read(status: u16, body: &'static str) -> ApiError {
        let response = Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        };
        ApiError::read(&response, &["ya29.secret"], Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn rejections_are_classified_by_reason_not_by_status() {
        let legacy = |reason: &str| -> &'static str {
            format!(
                r#"{{"error":{{"code":403,"message":"m","errors":[{{"reason":"{reason}"}}]}}}}"#
            )
            .leak()
        };
        let cases = [
            (401, "", Rejection::Unauthenticated, Retry::Never),
            (403, legacy("forbidden"), Rejection::Forbidden, Retry::Never),
            (403, "", Rejection::Forbidden, Retry::Never),
            (
                403,
                legacy("rateLimitExceeded"),
                Rejection::RateLimited,
                Retry::Later,
            ),
            (
                403,
                legacy("userRateLimitExceeded"),
                Rejection::RateLimited,
                Retry::Later,
            ),
            (
                403,
                legacy("quotaExceeded"),
                Rejection::QuotaExceeded,
                Retry::Never,
            ),
            (
                403,
                legacy("dailyLimitExceeded"),
                Rejection::QuotaExceeded,
                Retry::Never,
            ),
            (
                403,
                r#"{"error":{"details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}"#,
                Rejection::InsufficientScope,
                Retry::Never,
            ),
            (404, "", Rejection::NotFound, Retry::Never),
            (
                400,
                r#"{"error":{"status":"INVALID_ARGUMENT"}}"#,
                Rejection::BadRequest,
                Retry::Never,
            ),
            (
                411,
                "<html>Length Required</html>",
                Rejection::BadRequest,
                Retry::Never,
            ),
            (
                429,
                r#"{"error":{"status":"RESOURCE_EXHAUSTED"}}"#,
                Rejection::RateLimited,
                Retry::Later,
            ),
            (500, "{}", Rejection::Unavailable, Retry::Later),
            (
                502,
                "<html>Bad Gateway</html>",
                Rejection::Unavailable,
                Retry::Later,
            ),
            (302, "", Rejection::NotTheApi, Retry::Later),
        ];
        for (status, body, rejection, retry) in cases {
            let error = read(status, body);
            assert_eq!(error.rejection, rejection, "{status} {body}");
            assert_eq!(error.retry(), retry, "{status} {body}");
        }
    }

    #[test]
    fn a_disabled_api_has_the_page_that_enables_it() {
        let enable_at = |body| match read(403, body).rejection {
            Rejection::ApiDisabled { enable_at } => enable_at,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            enable_at(
                r#"{"error":{"message":"Enable it by visiting https://console.developers.google.com/apis/api/x?project=1 then retry.","errors":[{"reason":"accessNotConfigured"}]}}"#
            )
            .as_deref(),
            Some("https://console.developers.google.com/apis/api/x?project=1")
        );
        assert_eq!(
            enable_at(
                r#"{"error":{"details":[{"reason":"SERVICE_DISABLED","metadata":{"consumer":"projects/12"}}]}}"#
            )
            .as_deref(),
            Some("https://console.developers.google.com/apis/api/searchconsole.googleapis.com/overview?project=12")
        );
        assert_eq!(
            enable_at(
                r#"{"error":{"message":"visit https://evil.example/","details":[{"reason":"SERVICE_DISABLED"}]}}"#
            ),
            None
        );
    }

    #[test]
    fn an_echoed_token_is_removed() {
        let error = read(
            403,
            r#"{"error":{"message":"token ya29.secret refused","status":"ya29.secret"}}"#,
        );
        assert!(!format!("{error} {error:?}").contains("ya29.secret"));
    }

    #[test]
    fn only_server_failures_may_have_been_applied() {
        assert!(read(503, "").maybe_applied());
        assert!(read(302, "").maybe_applied());
        assert!(!read(429, "").maybe_applied());
        assert!(!read(403, "").maybe_applied());
    }
}
