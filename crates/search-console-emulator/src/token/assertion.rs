//! Verifies the signed assertion of a service account, as
//! [Google describes it](https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests).
//!
//! The signature is verified with aws-lc-rs directly, independently of the client's implementation.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;

use crate::key::ServiceAccount;
use crate::token::grant_error::GrantError;
use crate::token::store::Scopes;

/// Audience that Google's own clients use regardless of the key file's `token_uri`.
const GOOGLE_AUDIENCE: &str = "https://oauth2.googleapis.com/token";

/// Maximum lifetime of an assertion, in seconds.
const MAX_LIFETIME: i64 = 3600;

/// Maximum time by which `iat` may be in the future, in seconds. Google's tolerance is not documented.
const CLOCK_SKEW: i64 = 30;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    scope: Option<String>,
    aud: String,
    iat: i64,
    exp: i64,
    sub: Option<String>,
}

/// Verifies `assertion` and returns its scopes.
pub(crate) fn verify(
    assertion: &str,
    account: &ServiceAccount,
    now: Timestamp,
) -> Result<Scopes, GrantError> {
    let (signed, signature) = assertion.rsplit_once('.').ok_or(GrantError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(GrantError::Malformed)?;
    let header: Header = part(header)?;
    let claims: Claims = part(claims)?;
    let signature = decode(signature)?;

    if header.alg != "RS256" {
        return Err(GrantError::Signature);
    }
    if claims.iss != account.email {
        return Err(GrantError::AccountNotFound);
    }
    if header.kid.as_deref() != Some(account.key_id.as_str()) {
        return Err(GrantError::Signature);
    }
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, account.key.public())
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| GrantError::Signature)?;
    if !is_timely(claims.iat, claims.exp, now.as_second()) {
        return Err(GrantError::Clock);
    }
    if claims.aud != account.token_uri && claims.aud != GOOGLE_AUDIENCE {
        return Err(GrantError::Audience);
    }
    if claims.sub.is_some_and(|sub| sub != account.email) {
        return Err(GrantError::Delegation);
    }
    match claims.scope.as_deref().map(str::trim) {
        None | Some("") => Err(GrantError::NoScope),
        Some(list) => Scopes::parse(list).ok_or(GrantError::UnknownScope),
    }
}

/// True if an assertion with these times is valid at `now`; all in seconds since 1970.
fn is_timely(issued: i64, expires: i64, now: i64) -> bool {
    let life = expires.saturating_sub(issued);
    (1..=MAX_LIFETIME).contains(&life) && issued <= now.saturating_add(CLOCK_SKEW) && expires > now
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, GrantError> {
    serde_json::from_slice(&decode(text)?).map_err(|_| GrantError::Malformed)
}

fn decode(text: &str) -> Result<Vec<u8>, GrantError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| GrantError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_an_hour_around_the_servers_time() {
        let now = 1_000_000;
        assert!(is_timely(now, now + MAX_LIFETIME, now));
        assert!(is_timely(now - 10, now - 10 + MAX_LIFETIME, now));
        assert!(is_timely(
            now + CLOCK_SKEW,
            now + CLOCK_SKEW + MAX_LIFETIME,
            now
        ));
        assert!(!is_timely(now, now + MAX_LIFETIME + 1, now), "too long");
        assert!(!is_timely(now - MAX_LIFETIME, now, now), "past");
        assert!(!is_timely(now + CLOCK_SKEW + 1, now + 60, now), "future");
        assert!(!is_timely(now, now, now), "lifetime of zero");
    }
}
