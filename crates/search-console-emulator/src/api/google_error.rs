//! Error responses in the format of Google's API front end, see
//! [AIP-193](https://google.aip.dev/193), with the older `errors` list.

use http::StatusCode;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Map, Value, json};

use crate::config::ErrorShape;
use crate::fault::ForbiddenReason;
use crate::response::Response;

/// Name of the service in `details`.
const SERVICE: &str = "searchconsole.googleapis.com";

/// Google's help page on permissions.
const PERMISSIONS_HELP: &str = "https://support.google.com/webmasters/answer/2451999";

/// An error response.
#[derive(Debug, Clone)]
pub(crate) struct GoogleError {
    status: StatusCode,
    /// Canonical code, `error.status`.
    code: &'static str,
    message: String,
    /// Message of the entry in `errors`, if it differs.
    short: Option<&'static str>,
    domain: Domain,
    reason: &'static str,
    details: Vec<Value>,
    authenticate: Option<&'static str>,
}

/// `errors[].domain`.
#[derive(Debug, Clone, Copy)]
enum Domain {
    Global,
    UsageLimits,
}

impl Domain {
    fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsageLimits => "usageLimits",
        }
    }
}

impl GoogleError {
    fn new(
        status: StatusCode,
        code: &'static str,
        reason: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            short: None,
            domain: Domain::Global,
            reason,
            details: Vec::new(),
            authenticate: None,
        }
    }

    /// 400 for an invalid request.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "INVALID_ARGUMENT",
            "badRequest",
            message,
        )
    }

    /// 400 for an invalid field of the body or query, with the violation in `details`.
    pub(crate) fn invalid_field(field: &str, description: impl Into<String>) -> Self {
        let description = description.into();
        Self {
            details: vec![json!({
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{ "field": field, "description": &description }],
            })],
            ..Self::invalid(description)
        }
    }

    /// 401: the token is invalid.
    pub(crate) fn bad_token() -> Self {
        Self {
            short: Some("Invalid Credentials"),
            authenticate: Some(
                "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"",
            ),
            ..Self::new(
                StatusCode::UNAUTHORIZED,
                "UNAUTHENTICATED",
                "authError",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, \
                 login cookie or other valid authentication credential. See \
                 https://developers.google.com/identity/sign-in/web/devconsole-project.",
            )
        }
    }

    /// 401: the token is missing.
    pub(crate) fn no_token(rpc_name: &str) -> Self {
        Self {
            short: Some("Login Required."),
            reason: "required",
            details: vec![error_info(
                "CREDENTIALS_MISSING",
                json!({ "method": rpc_name, "service": SERVICE }),
            )],
            authenticate: Some("Bearer realm=\"https://accounts.google.com/\""),
            message: "Request is missing required authentication credential. Expected OAuth 2 \
                      access token, login cookie or other valid authentication credential. See \
                      https://developers.google.com/identity/sign-in/web/devconsole-project."
                .to_owned(),
            ..Self::bad_token()
        }
    }

    /// 403: the token's scopes are insufficient.
    pub(crate) fn insufficient_scopes(rpc_name: &str) -> Self {
        Self {
            short: Some("Insufficient Permission"),
            details: vec![error_info(
                "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                json!({ "method": rpc_name, "service": SERVICE }),
            )],
            authenticate: Some(
                "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\", \
                 scope=\"https://www.googleapis.com/auth/webmasters\"",
            ),
            ..Self::denied(
                "insufficientPermissions",
                "Request had insufficient authentication scopes.",
            )
        }
    }

    /// 403: the API is not enabled in `project`.
    pub(crate) fn service_disabled(project: &str) -> Self {
        let address = format!(
            "https://console.developers.google.com/apis/api/{SERVICE}/overview?project={project}"
        );
        Self {
            domain: Domain::UsageLimits,
            details: vec![
                json!({
                    "@type": "type.googleapis.com/google.rpc.Help",
                    "links": [{
                        "description": "Google developers console API activation",
                        "url": &address,
                    }],
                }),
                error_info(
                    "SERVICE_DISABLED",
                    json!({
                        "activationUrl": &address,
                        "consumer": format!("projects/{project}"),
                        "service": SERVICE,
                        "serviceTitle": "Google Search Console API",
                    }),
                ),
            ],
            ..Self::denied(
                "accessNotConfigured",
                format!(
                    "Google Search Console API has not been used in project {project} before or \
                     it is disabled. Enable it by visiting {address} then retry. If you enabled \
                     this API recently, wait a few minutes for the action to propagate to our \
                     systems and retry."
                ),
            )
        }
    }

    /// 403: the account lacks permission for `site`, or the property does not exist.
    pub(crate) fn no_permission(site: &str) -> Self {
        Self::denied(
            "forbidden",
            format!(
                "User does not have sufficient permission for site '{site}'. See also: \
                 {PERMISSIONS_HELP}."
            ),
        )
    }

    /// 403 of an inspection.
    pub(crate) fn not_in_property() -> Self {
        Self::denied(
            "forbidden",
            "You do not own this site, or the inspected URL is not part of this property.",
        )
    }

    /// 403 because of the project, see `google.api.ErrorReason`.
    fn of_project(reason: &str, message: String) -> Self {
        Self {
            details: vec![error_info(reason, json!({ "service": SERVICE }))],
            ..Self::denied("forbidden", message)
        }
    }

    fn denied(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", reason, message)
    }

    /// 404: the entity does not exist.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            "notFound",
            "Requested entity was not found.",
        )
    }

    /// 429, the same for every quota; contains the property, if any.
    pub(crate) fn quota(site: Option<&str>) -> Self {
        let message = site.map_or_else(
            || "Quota exceeded.".to_owned(),
            |site| format!("Quota exceeded for {site}."),
        );
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "RESOURCE_EXHAUSTED",
            "rateLimitExceeded",
            message,
        )
    }

    /// 500: the backend failed.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL",
            "backendError",
            "Internal error encountered.",
        )
    }

    /// 503: the backend is overloaded.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "UNAVAILABLE",
            "backendError",
            "The service is currently unavailable.",
        )
    }

    /// 403 with the reason of a fault.
    pub(crate) fn forbidden(
        reason: ForbiddenReason,
        site: Option<&str>,
        rpc_name: &str,
        project: &str,
    ) -> Self {
        let limit = |reason, message: &str| Self {
            domain: Domain::UsageLimits,
            ..Self::denied(reason, message)
        };
        match reason {
            ForbiddenReason::Forbidden => Self::no_permission(site.unwrap_or_default()),
            ForbiddenReason::RateLimitExceeded => limit("rateLimitExceeded", "Rate Limit Exceeded"),
            ForbiddenReason::UserRateLimitExceeded => {
                limit("userRateLimitExceeded", "User Rate Limit Exceeded")
            }
            ForbiddenReason::QuotaExceeded => limit("quotaExceeded", "Quota exceeded"),
            ForbiddenReason::DailyLimitExceeded => {
                limit("dailyLimitExceeded", "Daily Limit Exceeded")
            }
            ForbiddenReason::AccessNotConfigured => Self::service_disabled(project),
            ForbiddenReason::InsufficientScopes => Self::insufficient_scopes(rpc_name),
            ForbiddenReason::LoadQuotaExceeded => limit(
                "quotaExceeded",
                "Search Analytics load quota exceeded. Learn about usage limits: \
                 https://developers.google.com/webmaster-tools/v3/limits.",
            ),
            ForbiddenReason::ConsumerSuspended => Self::of_project(
                "CONSUMER_SUSPENDED",
                format!("Permission denied: Consumer 'project:{project}' has been suspended."),
            ),
            ForbiddenReason::ConsumerInvalid => Self::of_project(
                "CONSUMER_INVALID",
                format!("Project #{project} has been deleted."),
            ),
            ForbiddenReason::BillingDisabled => Self::of_project(
                "BILLING_DISABLED",
                format!(
                    "This API method requires billing to be enabled. Please enable billing on \
                     project #{project}."
                ),
            ),
            ForbiddenReason::OrganizationRestriction => Self::of_project(
                "ORG_RESTRICTION_VIOLATION",
                "Access denied by the organization's restriction.".to_owned(),
            ),
            ForbiddenReason::UserProjectDenied => Self::of_project(
                "USER_PROJECT_DENIED",
                format!("Caller does not have required permission to use project {project}."),
            ),
        }
    }

    /// Converts the error to a response with the parts of `shape`.
    pub(crate) fn into_response(self, shape: ErrorShape) -> Response {
        let (errors, details) = match shape {
            ErrorShape::Full => (true, true),
            ErrorShape::WithoutErrors => (false, true),
            ErrorShape::WithoutDetails => (true, false),
            ErrorShape::Bare => (false, false),
        };
        let mut body = Map::new();
        body.insert("code".to_owned(), self.status.as_u16().into());
        body.insert("message".to_owned(), self.message.as_str().into());
        if errors {
            body.insert("errors".to_owned(), json!([self.entry()]));
        }
        body.insert("status".to_owned(), self.code.into());
        if details && !self.details.is_empty() {
            body.insert("details".to_owned(), self.details.into());
        }
        let response = Response::json(self.status, &json!({ "error": body }));
        match self.authenticate {
            Some(challenge) => response.with(WWW_AUTHENTICATE, HeaderValue::from_static(challenge)),
            None => response,
        }
    }

    fn entry(&self) -> Value {
        let mut entry = json!({
            "message": self.short.unwrap_or(&self.message),
            "domain": self.domain.name(),
            "reason": self.reason,
        });
        if self.status == StatusCode::UNAUTHORIZED {
            entry["location"] = "Authorization".into();
            entry["locationType"] = "header".into();
        }
        if self.reason == "accessNotConfigured" {
            entry["extendedHelp"] = "https://console.developers.google.com".into();
        }
        entry
    }
}

fn error_info(reason: &str, metadata: Value) -> Value {
    json!({
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(error: GoogleError, shape: ErrorShape) -> Value {
        serde_json::from_slice(&error.into_response(shape).body).unwrap()
    }

    #[test]
    fn each_shape_omits_its_part() {
        let error = || GoogleError::insufficient_scopes("x");
        let full = body(error(), ErrorShape::Full);
        assert_eq!(full["error"]["code"], 403);
        assert_eq!(
            full["error"]["errors"][0]["reason"],
            "insufficientPermissions"
        );
        assert_eq!(
            full["error"]["details"][0]["reason"],
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        );
        let has = |shape, key: &str| body(error(), shape)["error"].get(key).is_some();
        assert!(!has(ErrorShape::WithoutErrors, "errors"));
        assert!(has(ErrorShape::WithoutErrors, "details"));
        assert!(!has(ErrorShape::WithoutDetails, "details"));
        assert!(has(ErrorShape::WithoutDetails, "errors"));
        assert!(!has(ErrorShape::Bare, "errors") && !has(ErrorShape::Bare, "details"));
        assert!(has(ErrorShape::Bare, "status"));
    }

    #[test]
    fn the_message_contains_the_exact_site() {
        let error = body(GoogleError::no_permission("https://a/"), ErrorShape::Full);
        assert_eq!(
            error["error"]["message"],
            "User does not have sufficient permission for site 'https://a/'. See also: \
             https://support.google.com/webmasters/answer/2451999."
        );
        let quota = body(GoogleError::quota(Some("sc-domain:x")), ErrorShape::Full);
        assert_eq!(quota["error"]["message"], "Quota exceeded for sc-domain:x.");
    }
}
