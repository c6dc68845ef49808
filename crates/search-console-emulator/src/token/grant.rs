//! Handles token requests.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use url::form_urlencoded;

use crate::response::Response;
use crate::shared::Shared;
use crate::token::assertion;
use crate::token::grant_error::GrantError;

/// The grant type of service accounts, see
/// [RFC 7523](https://www.rfc-editor.org/rfc/rfc7523#section-2.1).
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

#[derive(Serialize)]
struct TokenResponse<'a> {
    access_token: &'a str,
    expires_in: u64,
    token_type: &'a str,
}

/// Handles a request to the token endpoint.
pub(crate) fn respond(
    shared: &Shared,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Response {
    if method != Method::POST {
        return Response::html(StatusCode::NOT_FOUND);
    }
    match grant(shared, headers, body, shared.clock.now()) {
        Ok(response) => response.with(
            CACHE_CONTROL,
            HeaderValue::from_static("no-cache, no-store, max-age=0, must-revalidate"),
        ),
        Err(error) => error.response(),
    }
}

fn grant(
    shared: &Shared,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Response, GrantError> {
    if !is_form(headers) {
        return Err(GrantError::ContentType);
    }
    let grant_type = field(body, "grant_type").unwrap_or_default();
    if grant_type != JWT_BEARER {
        return Err(GrantError::GrantType(grant_type));
    }
    let assertion = assertion_in(body).ok_or(GrantError::NoAssertion)?;
    let scopes = assertion::verify(&assertion, &shared.account, now)?;

    let lifetime = shared.token_lifetime;
    let expires = SignedDuration::try_from(lifetime)
        .ok()
        .and_then(|life| now.checked_add(life).ok())
        .unwrap_or(Timestamp::MAX);
    let token = shared.tokens.issue(scopes, expires);
    shared.secrets.add(&token);
    Ok(Response::json(
        StatusCode::OK,
        &TokenResponse {
            access_token: &token,
            expires_in: lifetime.as_secs(),
            token_type: "Bearer",
        },
    ))
}

/// The assertion in a form body.
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
