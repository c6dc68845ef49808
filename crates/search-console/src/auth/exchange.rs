//! Exchanges an assertion for an access token (RFC 7523, section 2.1; errors RFC 6749,
//! section 5.2).

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::Instant;
use url::Url;
use url::form_urlencoded::Serializer;

use super::access_token::AccessToken;
use super::token_error::TokenError;
use crate::server_text::ServerText;
use net::Deadline;
use net::http_date;
use net::retry::retry_after;
use net::transport::{Answer, Request, Transport, TransportError};

/// No token is used for longer, whatever is said of it; Google's live for an hour.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Renewed this long before it expires, so that no call starts with a token that ends on the way.
const RENEWED_EARLY: Duration = Duration::from_secs(120);

/// Refusals that are the endpoint's own trouble, whatever the status they come with: Google's
/// client libraries repeat these three.
const PASSING_CODES: [&str; 3] = [
    "internal_failure",
    "server_error",
    "temporarily_unavailable",
];

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: u64,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// One exchange; `now` is the local time.
pub(super) async fn exchange(
    transport: &dyn Transport,
    endpoint: &Url,
    assertion: &SecretString,
    deadline: Deadline,
    now: Timestamp,
) -> Result<AccessToken, TokenError> {
    let sent_at = Instant::now();
    let request = request(endpoint, assertion, deadline.attempt_timeout());
    let answer = tokio::time::timeout_at(deadline.at(), transport.send(request))
        .await
        .unwrap_or_else(|_| Err(TransportError::timed_out(endpoint)))
        .map_err(TokenError::Transport)?;
    if answer.status.is_success() {
        granted(&answer, sent_at)
    } else {
        Err(refused(&answer, assertion, now))
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

fn granted(answer: &Answer, sent_at: Instant) -> Result<AccessToken, TokenError> {
    let not_understood = || TokenError::Answer {
        status: answer.status,
    };
    let granted: Granted = serde_json::from_slice(&answer.body).map_err(|_| not_understood())?;
    let lifetime = Duration::from_secs(granted.expires_in).min(LONGEST_LIFE);
    // A token that lives shorter than the margin is renewed half way.
    let use_for = lifetime.checked_sub(RENEWED_EARLY).unwrap_or(lifetime / 2);
    AccessToken::new(granted.access_token, sent_at + use_for).ok_or_else(not_understood)
}

fn refused(answer: &Answer, assertion: &SecretString, now: Timestamp) -> TokenError {
    let unavailable = || TokenError::Unavailable {
        status: answer.status,
        retry_after: retry_after(&answer.headers, now),
    };
    if matches!(answer.status.as_u16(), 408 | 429 | 500..=599) {
        return unavailable();
    }
    let Ok(refused) = serde_json::from_slice::<Refused>(&answer.body) else {
        return TokenError::Answer {
            status: answer.status,
        };
    };
    if PASSING_CODES.contains(&refused.error.as_str()) {
        return unavailable();
    }
    let secrets = [assertion.expose_secret()];
    TokenError::Rejected {
        code: ServerText::new(&refused.error, &secrets),
        description: ServerText::new(&refused.error_description, &secrets),
        clock_ahead: http_date(&answer.headers).map(|theirs| now.duration_since(theirs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use http::header::DATE;
    use net::retry::Retry;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
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
            &answer(status, body),
            &"head.claims.signature".into(),
            Timestamp::UNIX_EPOCH,
        )
    }

    #[test]
    fn a_refused_key_is_final_and_tells_the_clock() {
        let error = refusal(
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid JWT head.claims.signature"}"#,
        );
        assert_eq!(error.retry(), Retry::Never);
        assert_eq!(
            error.to_string(),
            "the token endpoint refused the key: invalid_grant: Invalid JWT [redacted]"
        );
        let TokenError::Rejected { clock_ahead, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(clock_ahead, Some(SignedDuration::from_hours(-2)));
    }

    use jiff::SignedDuration;

    #[test]
    fn trouble_of_the_endpoint_passes() {
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
            granted(&answer(200, &body), now).unwrap()
        };
        let second = Duration::from_secs(1);
        assert!(token(3599).is_fresh(now + 3478 * second));
        assert!(!token(3599).is_fresh(now + 3479 * second));
        assert!(token(60).is_fresh(now + 29 * second));
        assert!(!token(60).is_fresh(now + 30 * second));
        // More than any clock can hold.
        assert!(token(u64::MAX).is_fresh(now + 86_279 * second));
        assert!(!token(u64::MAX).is_fresh(now + 86_280 * second));
    }

    #[test]
    fn a_success_without_a_token_is_not_understood() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"access_token":"a\nb","expires_in":1}"#,
        ] {
            let error = granted(&answer(200, body), Instant::now()).unwrap_err();
            assert!(matches!(error, TokenError::Answer { .. }), "{body}");
        }
    }
}
