//! Signs the assertion that is exchanged for an access token (RFC 7523, section 2.1).

use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, encode};
use secrecy::SecretString;
use serde::Serialize;

use super::service_account_key::ServiceAccountKey;
use super::token_error::TokenError;

/// Amount by which `iat` is backdated, in case the local clock is ahead of Google's.
const CLOCK_SKEW_ALLOWANCE: Duration = Duration::from_secs(10);

/// Validity period, counted from `iat`: the maximum that Google accepts.
const LIFETIME: Duration = Duration::from_secs(3600);

#[derive(Debug, Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

/// Creates and signs the assertion for `scope` at `now`.
pub(super) fn sign(
    key: &ServiceAccountKey,
    scope: &str,
    now: Timestamp,
) -> Result<SecretString, TokenError> {
    let claims = claims(key, scope, now);
    let mut header = Header::new(Algorithm::RS256);
    header.kid = key.id().map(str::to_owned);
    let signing_key = key.signing_key().map_err(TokenError::Key)?;
    encode(&header, &claims, &signing_key)
        .map(SecretString::from)
        .map_err(|_| TokenError::Sign)
}

fn claims<'a>(key: &'a ServiceAccountKey, scope: &'a str, now: Timestamp) -> Claims<'a> {
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    let iat = now.as_second() - seconds(CLOCK_SKEW_ALLOWANCE);
    Claims {
        iss: key.email(),
        scope,
        aud: key.token_endpoint().as_str(),
        iat,
        exp: iat + seconds(LIFETIME),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::service_account_key::tests::key_with_token_uri;
    use secrecy::ExposeSecret;

    #[test]
    fn claims_have_issuer_scope_audience_and_times() {
        let key = key_with_token_uri("https://oauth2.googleapis.com/token");
        let now = Timestamp::from_second(1_000_000).unwrap();
        let claims = serde_json::to_value(claims(&key, "scope", now)).unwrap();
        assert_eq!(
            claims,
            serde_json::json!({
                "iss": "robot@p.iam.gserviceaccount.com",
                "scope": "scope",
                "aud": "https://oauth2.googleapis.com/token",
                "iat": 999_990,
                "exp": 1_003_590,
            })
        );
    }

    #[test]
    fn the_header_has_algorithm_and_key_id() {
        let key = key_with_token_uri("https://oauth2.googleapis.com/token");
        let assertion = sign(&key, "scope", Timestamp::UNIX_EPOCH).unwrap();
        let header = jsonwebtoken::decode_header(assertion.expose_secret()).unwrap();
        assert_eq!(header.alg, Algorithm::RS256);
        assert_eq!(header.typ.as_deref(), Some("JWT"));
        assert_eq!(header.kid.as_deref(), Some("kid-1"));
    }
}
