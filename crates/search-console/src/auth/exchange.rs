//! Exchanges an assertion for an access token (RFC 7523, section 2.1; errors RFC 6749,
//! section 5.2).

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use tokio::time::Instant;
use url::Url;
use url::form_urlencoded::Serializer;

use super::access_token::AccessToken;
use super::token_error::TokenError;
use crate::server_text::ServerText;
use crate::wire;
use net::Deadline;
use net::http_date;
use net::retry::retry_after;
use net::transport::{Request, Response, Transport, TransportError};

/// Maximum lifetime of a token, regardless of `expires_in`; Google's tokens live for an hour.
const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Time before expiry at which a token is renewed, so that it does not expire during a call.
const RENEWAL_MARGIN: Duration = Duration::from_secs(120);

/// Error codes of transient failures, regardless of the status: Google's client libraries retry
/// these three.
const TRANSIENT_CODES: [&str; 3] = [
    "internal_failure",
    "server_error",
    "temporarily_unavailable",
];

/// Lifetime of a token whose response has none (RFC 6749, section 5.1 allows that): Google's tokens
/// live for an hour, and a token that the API rejects is replaced.
const USUAL_LIFETIME: Duration = Duration::from_secs(3600);

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
}

/// Deserialises seconds: a number, or a text with one. Anything else equals a missing value.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = match &value {
        serde_json::Value::String(text) => text.trim().parse().ok(),
        value => value.as_f64(),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and fractions of a second do not matter"
    )]
    Ok(number
        .filter(|number: &f64| number.is_finite())
        .map(|number| number as u64))
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default, deserialize_with = "wire::null_as_default")]
    error_description: String,
}

/// Performs one exchange; `now` is the local time.
pub(super) async fn exchange(
    transport: &dyn Transport,
    endpoint: &Url,
    assertion: &SecretString,
    deadline: Deadline,
    now: Timestamp,
) -> Result<AccessToken, TokenError> {
    let sent_at = Instant::now();
    let request = request(endpoint, assertion, deadline.attempt_timeout());
    let response = tokio::time::timeout_at(deadline.at(), transport.send(request))
        .await
        .unwrap_or_else(|_| Err(TransportError::timed_out(endpoint)))
        .map_err(TokenError::Transport)?;
    if response.status.is_success() {
        granted(&response, sent_at)
    } else {
        Err(refused(&response, assertion, now))
    }
}

fn request(endpoint: &Url, assertion: &SecretString, timeout: Duration) -> Request {
    let body = Serializer::new(String::new())
        .append_pair("grant_type", GRANT_TYPE)
        .append_pair("assertion", assertion.expose_secret())
        .finish();
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    Request {
        method: Method::POST,
        url: endpoint.clone(),
        headers,
        body: Bytes::from(body),
        timeout,
    }
}

fn granted(response: &Response, sent_at: Instant) -> Result<AccessToken, TokenError> {
    let malformed = || TokenError::Response {
        status: response.status,
    };
    let granted: Granted = serde_json::from_slice(&response.body).map_err(|_| malformed())?;
    let lifetime = granted
        .expires_in
        .map_or(USUAL_LIFETIME, Duration::from_secs)
        .min(MAX_LIFETIME);
    // A token whose lifetime is below the margin is renewed halfway.
    let use_for = lifetime.checked_sub(RENEWAL_MARGIN).unwrap_or(lifetime / 2);
    AccessToken::new(granted.access_token, sent_at + use_for).ok_or_else(malformed)
}

fn refused(response: &Response, assertion: &SecretString, now: Timestamp) -> TokenError {
    let unavailable = || TokenError::Unavailable {
        status: response.status,
        retry_after: retry_after(&response.headers, now),
    };
    if matches!(response.status.as_u16(), 408 | 429 | 500..=599) {
        return unavailable();
    }
    let Ok(refused) = serde_json::from_slice::<Refused>(&response.body) else {
        return TokenError::Response {
            status: response.status,
        };
    };
    if TRANSIENT_CODES.contains(&refused.error.as_str()) {
        return unavailable();
    }
    let secrets = [assertion.expose_secret()];
    TokenError::Rejected {
        code: ServerText::new(&refused.error, &secrets),
        description: ServerText::new(&refused.error_description, &secrets),
        clock_ahead: http_date(&response.headers).map(|theirs| now.duration_since(theirs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::header::DATE;
    use net::retry::Retry;

    fn response(status: u16, body: &str) -> Response {
        Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::from_iter([(
                DATE,
                HeaderValue::from_static("Thu, 01 Jan 1970 02:00:00 GMT"),
            )]),
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    fn refusal(status: u16, body: &str) -> TokenError {
        refused(
            &response(status, body),
            &"head.claims.signature".into(),
            Timestamp::UNIX_EPOCH,
        )
    }

    #[test]
    fn a_rejected_key_is_final_and_has_the_clock_difference() {
        let error = refusal(
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid JWT head.claims.signature"}"#,
        );
        assert_eq!(error.retry(), Retry::Never);
        assert_eq!(
            error.to_string(),
            "the token endpoint rejected the key: invalid_grant: Invalid JWT [redacted]"
        );
        let TokenError::Rejected { clock_ahead, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(clock_ahead, Some(SignedDuration::from_hours(-2)));
    }

    use jiff::SignedDuration;

    #[test]
    fn endpoint_failures_are_retried() {
        for (status, body) in [
            (500, ""),
            (502, "<html>"),
            (429, "{}"),
            (400, r#"{"error":"internal_failure"}"#),
            (404, "<html>"),
        ] {
            assert_eq!(refusal(status, body).retry(), Retry::Later, "{status}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_are_renewed_early() {
        let now = Instant::now();
        let token = |expires_in: u64| {
            let body = format!(r#"{{"access_token":"t","expires_in":{expires_in}}}"#);
            granted(&response(200, &body), now).unwrap()
        };
        let second = Duration::from_secs(1);
        assert!(token(3599).is_fresh(now + 3478 * second));
        assert!(!token(3599).is_fresh(now + 3479 * second));
        assert!(token(60).is_fresh(now + 29 * second));
        assert!(!token(60).is_fresh(now + 30 * second));
        // Exceeds the range of any clock.
        assert!(token(u64::MAX).is_fresh(now + 86_279 * second));
        assert!(!token(u64::MAX).is_fresh(now + 86_280 * second));
    }

    #[tokio::test(start_paused = true)]
    async fn a_lifetime_may_be_text_or_missing() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let usable = |member: &str| {
            let body = format!(r#"{{"access_token":"t"{member}}}"#);
            let token = granted(&response(200, &body), now).unwrap();
            token
                .is_fresh(now + 479 * second)
                .then(|| token.is_fresh(now + 480 * second))
        };
        for ten_minutes in [r#","expires_in":"600""#, r#","expires_in":600.9"#] {
            assert_eq!(usable(ten_minutes), Some(false), "{ten_minutes}");
        }
        for unknown in ["", r#","expires_in":null"#, r#","expires_in":"soon""#] {
            assert_eq!(usable(unknown), Some(true), "{unknown}");
        }
    }

    #[test]
    fn a_success_without_a_token_is_malformed() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"access_token":"a\nb","expires_in":1}"#,
        ] {
            let error = granted(&response(200, body), Instant::now()).unwrap_err();
            assert!(matches!(error, TokenError::Response { .. }), "{body}");
        }
    }
}
