//! Errors of the token endpoint, with Google's messages.
//!
//! The messages of [`GrantError::Clock`], [`GrantError::Signature`], [`GrantError::AccountNotFound`],
//! [`GrantError::Audience`] and of the scopes are Google's; those of malformed requests are assumed.

use http::StatusCode;
use serde_json::json;

use crate::response::Response;

/// An error of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GrantError {
    ContentType,
    GrantType(String),
    NoAssertion,
    Malformed,
    Clock,
    Signature,
    AccountNotFound,
    Audience,
    Delegation,
    NoScope,
    UnknownScope,
    InternalFailure,
}

impl GrantError {
    /// The error response, see [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
    pub(crate) fn response(&self) -> Response {
        let (status, error, description) = self.parts();
        let mut body = json!({ "error": error });
        if let Some(description) = description {
            body["error_description"] = description.into();
        }
        Response::json(status, &body)
    }

    fn parts(&self) -> (StatusCode, &'static str, Option<String>) {
        let bad = StatusCode::BAD_REQUEST;
        let grant = |text: &str| (bad, "invalid_grant", Some(text.to_owned()));
        let request = |text: &str| (bad, "invalid_request", Some(text.to_owned()));
        let scope = |text: &str| (bad, "invalid_scope", Some(text.to_owned()));
        match self {
            Self::ContentType => request("Could not determine grant type from request."),
            Self::GrantType(name) => (
                bad,
                "unsupported_grant_type",
                Some(format!("Invalid grant_type: {name}")),
            ),
            Self::NoAssertion => request("Missing required parameter: assertion"),
            Self::Malformed => grant("Invalid JWT: Failed to parse the assertion."),
            Self::Clock => grant(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable \
                 timeframe. Check your iat and exp values in the JWT claim.",
            ),
            Self::Signature => grant("Invalid JWT Signature."),
            Self::AccountNotFound => grant("Invalid grant: account not found"),
            Self::Audience => grant("Invalid JWT: Failed audience check."),
            Self::Delegation => (
                StatusCode::UNAUTHORIZED,
                "unauthorized_client",
                Some(
                    "Client is unauthorized to retrieve access tokens using this method, or client \
                     not authorized for any of the scopes requested."
                        .to_owned(),
                ),
            ),
            Self::NoScope => scope("Empty or missing scope not allowed."),
            Self::UnknownScope => scope("Invalid OAuth scope or ID token audience provided."),
            Self::InternalFailure => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_failure",
                Some("Internal Error".to_owned()),
            ),
        }
    }
}
