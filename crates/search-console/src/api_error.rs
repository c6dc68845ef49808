//! Classifies the API's error responses.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;

use crate::error_body::ErrorBody;
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
    #[error("the API is not enabled in the service account's project")]
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
    /// The load quota of search analytics is exhausted: it is measured in windows of ten minutes and
    /// of a day (<https://developers.google.com/webmaster-tools/limits#qps-quota>).
    #[error("the load quota of search analytics is exhausted")]
    LoadQuota,
    /// The project of the service account is suspended.
    #[error("the service account's project is suspended")]
    ProjectSuspended,
    /// The project of the service account is deleted.
    #[error("the service account's project is deleted")]
    ProjectDeleted,
    /// The project of the service account has no billing account.
    #[error("billing is disabled in the service account's project")]
    BillingDisabled,
    /// A policy of the organization forbids the call.
    #[error("a policy of the organization forbids the request")]
    OrganizationRestricted,
    /// The account may not use the project that the quota is charged to.
    #[error("the account may not use the project that the request is charged to")]
    UserProjectDenied,
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
        let body = ErrorBody::read(&response.body);
        let reason = body.reasons.first();
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
            | Rejection::LoadQuota
            | Rejection::ProjectSuspended
            | Rejection::ProjectDeleted
            | Rejection::BillingDisabled
            | Rejection::OrganizationRestricted
            | Rejection::UserProjectDenied
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
/// (legacy `errors[].reason`, `ErrorInfo.reason` or `status`). The message decides where Google
/// sends the same reason for several causes, or none.
///
/// Reasons of `ErrorInfo`:
/// <https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto>.
fn rejection(status: StatusCode, body: &ErrorBody) -> Rejection {
    let has = |reason: &str| body.reasons.iter().any(|given| given == reason);
    let message = body.message.to_ascii_lowercase();
    let is_of_project = matches!(status.as_u16(), 400 | 403);
    match status.as_u16() {
        401 => Rejection::Unauthenticated,
        403 | 429 if message.contains("load quota") => Rejection::LoadQuota,
        403 if has("rateLimitExceeded")
            || has("userRateLimitExceeded")
            || has("RATE_LIMIT_EXCEEDED") =>
        {
            Rejection::RateLimited
        }
        403 if has("quotaExceeded")
            && (message.contains("qps") || message.contains("per minute")) =>
        {
            Rejection::RateLimited
        }
        403 | 429 if has("quotaExceeded") || has("dailyLimitExceeded") => Rejection::QuotaExceeded,
        403 if has("accessNotConfigured") || has("SERVICE_DISABLED") => Rejection::ApiDisabled {
            enable_at: body.enable_at(),
        },
        403 if has("ACCESS_TOKEN_SCOPE_INSUFFICIENT") || has("insufficientPermissions") => {
            Rejection::InsufficientScope
        }
        400 | 403 if has("CONSUMER_SUSPENDED") => Rejection::ProjectSuspended,
        400 | 403 if has("CONSUMER_INVALID") => Rejection::ProjectDeleted,
        400 | 403 if has("BILLING_DISABLED") || has("billingNotEnabled") => {
            Rejection::BillingDisabled
        }
        400 | 403 if ORGANIZATION_REASONS.into_iter().any(has) => Rejection::OrganizationRestricted,
        400 | 403 if has("USER_PROJECT_DENIED") => Rejection::UserProjectDenied,
        _ if is_of_project && let Some(rejection) = of_project(&message) => rejection,
        403 => Rejection::Forbidden,
        404 => Rejection::NotFound,
        408 | 500..=599 => Rejection::Unavailable,
        429 => Rejection::RateLimited,
        300..=399 => Rejection::NotTheApi,
        _ => Rejection::BadRequest,
    }
}

/// Reasons of policies of an organization.
const ORGANIZATION_REASONS: [&str; 5] = [
    "ORG_RESTRICTION_VIOLATION",
    "ORG_RESTRICTION_HEADER_INVALID",
    "SECURITY_POLICY_VIOLATED",
    "LOCATION_ORG_POLICY_VIOLATED",
    "RESOURCE_USAGE_RESTRICTION_VIOLATED",
];

/// The rejection of a project, from a message in lower case that came without a specific reason.
fn of_project(message: &str) -> Option<Rejection> {
    // Google repeats the property's name, which may contain any of the words below.
    if message.contains("for site") || message.contains("own this site") {
        return None;
    }
    let has = |words: &str| message.contains(words);
    if has("has been suspended") {
        Some(Rejection::ProjectSuspended)
    } else if has("has been deleted") || has("not found or deleted") {
        Some(Rejection::ProjectDeleted)
    } else if has("billing") && has("enable") {
        Some(Rejection::BillingDisabled)
    } else if has("organization's") || has("organization policy") {
        Some(Rejection::OrganizationRestricted)
    } else if has("required permission to use project") {
        Some(Rejection::UserProjectDenied)
    } else {
        None
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
    fn projects_and_policies_are_not_missing_permissions() {
        let info = |reason: &str| -> &'static str {
            format!(
                r#"{{"error":{{"status":"PERMISSION_DENIED","errors":[{{"reason":"forbidden"}}],
                    "details":[{{"reason":"{reason}","domain":"googleapis.com"}}]}}}}"#
            )
            .leak()
        };
        let says = |message: &str| -> &'static str {
            format!(r#"{{"error":{{"message":"{message}","status":"PERMISSION_DENIED"}}}}"#).leak()
        };
        for (body, expected) in [
            (info("CONSUMER_SUSPENDED"), Rejection::ProjectSuspended),
            (info("CONSUMER_INVALID"), Rejection::ProjectDeleted),
            (info("BILLING_DISABLED"), Rejection::BillingDisabled),
            (
                info("ORG_RESTRICTION_VIOLATION"),
                Rejection::OrganizationRestricted,
            ),
            (
                info("SECURITY_POLICY_VIOLATED"),
                Rejection::OrganizationRestricted,
            ),
            (info("USER_PROJECT_DENIED"), Rejection::UserProjectDenied),
            (info("SOMETHING_NEW"), Rejection::Forbidden),
            (
                says("Permission denied: Consumer 'project:7' has been suspended."),
                Rejection::ProjectSuspended,
            ),
            (
                says("Project #7 has been deleted."),
                Rejection::ProjectDeleted,
            ),
            (
                says(
                    "This API method requires billing to be enabled. Please enable billing on project #7.",
                ),
                Rejection::BillingDisabled,
            ),
            (
                says("Request is prohibited by organization's policy."),
                Rejection::OrganizationRestricted,
            ),
            (
                says("Caller does not have required permission to use project p."),
                Rejection::UserProjectDenied,
            ),
            (
                says(
                    "User does not have sufficient permission for site 'https://x.example/has been suspended/'.",
                ),
                Rejection::Forbidden,
            ),
        ] {
            let error = read(403, body);
            assert_eq!(error.rejection, expected, "{body}");
            assert_eq!(error.retry(), Retry::Never, "{body}");
        }
    }

    #[test]
    fn quotas_of_search_analytics_are_distinguished() {
        let says = |message: &str| -> &'static str {
            format!(
                r#"{{"error":{{"message":"{message}","errors":[{{"reason":"quotaExceeded"}}]}}}}"#
            )
            .leak()
        };
        for (message, expected) in [
            (
                "Search Analytics load quota exceeded.",
                Rejection::LoadQuota,
            ),
            (
                "Search Analytics QPS quota exceeded.",
                Rejection::RateLimited,
            ),
            ("Quota exceeded", Rejection::QuotaExceeded),
        ] {
            assert_eq!(read(403, says(message)).rejection, expected, "{message}");
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
