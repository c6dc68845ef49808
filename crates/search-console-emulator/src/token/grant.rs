//! Answers a request for a token, in Google's words.
//!
//! The texts of [`Refusal::Clock`], [`Refusal::Signature`], [`Refusal::AccountNotFound`],
//! [`Refusal::Audience`] and of the scopes are Google's; those for a malformed request are assumed.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;
use url::form_urlencoded;

use crate::answer::Answer;
use crate::shared::Shared;
use crate::token::assertion;

/// The only grant a service account has, see
/// [RFC 7523](https://www.rfc-editor.org/rfc/rfc7523#section-2.1).
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
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

#[derive(Serialize)]
struct TokenResponse<'a> {
    access_token: &'a str,
    expires_in: u64,
    token_type: &'a str,
}

/// Answers a request to the token endpoint.
pub(crate) fn answer(shared: &Shared, method: &Method, headers: &HeaderMap, body: &[u8]) -> Answer {
    if method != Method::POST {
        return Answer::html(StatusCode::NOT_FOUND);
    }
    match grant(shared, headers, body, shared.clock.now()) {
        Ok(answer) => answer.with(
            CACHE_CONTROL,
            HeaderValue::from_static("no-cache, no-store, max-age=0, must-revalidate"),
        ),
        Err(refusal) => refusal.answer(),
    }
}

fn grant(
    shared: &Shared,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Answer, Refusal> {
    if !is_form(headers) {
        return Err(Refusal::ContentType);
    }
    let grant_type = field(body, "grant_type").unwrap_or_default();
    if grant_type != JWT_BEARER {
        return Err(Refusal::GrantType(grant_type));
    }
    let assertion = assertion_in(body).ok_or(Refusal::NoAssertion)?;
    let scopes = assertion::verify(&assertion, &shared.account, now)?;

    let lifetime = shared.token_lifetime;
    let expires = SignedDuration::try_from(lifetime)
        .ok()
        .and_then(|life| now.checked_add(life).ok())
        .unwrap_or(Timestamp::MAX);
    let token = shared.tokens.issue(scopes, expires);
    shared.secrets.add(&token);
    Ok(Answer::json(
        StatusCode::OK,
        &TokenResponse {
            access_token: &token,
            expires_in: lifetime.as_secs(),
            token_type: "Bearer",
        },
    ))
}

/// The assertion in a form.
pub(crate) fn assertion_in(body: &[u8]) -> Option<String> {
    field(body, "assertion")
}

fn field(body: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| {
            essence
                .trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}

impl Refusal {
    /// The error response, see [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
    pub(crate) fn answer(&self) -> Answer {
        let (status, error, description) = self.parts();
        let mut body = json!({ "error": error });
        if let Some(description) = description {
            body["error_description"] = description.into();
        }
        Answer::json(status, &body)
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
