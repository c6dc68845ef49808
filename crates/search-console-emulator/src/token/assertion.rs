//! Verifies the signed assertion of a service account, as
//! [Google describes it](https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests).
//!
//! The signature is verified with aws-lc-rs directly: an implementation apart from the one that the
//! client signs with.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;

use crate::key::ServiceAccount;
use crate::token::refusal::Refusal;
use crate::token::store::Scopes;

/// The audience that Google's own clients name, whatever the token URI of the key file.
const GOOGLE_AUDIENCE: &str = "https://oauth2.googleapis.com/token";

/// Longest life of an assertion, in seconds.
const LONGEST_LIFE: i64 = 3600;

/// How far `iat` may lie in the future, in seconds. Google's tolerance is not documented.
const SKEW: i64 = 30;

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

/// Says what `assertion` entitles to, or why it does not.
pub(crate) fn verify(
    assertion: &str,
    account: &ServiceAccount,
    now: Timestamp,
) -> Result<Scopes, Refusal> {
    let (signed, signature) = assertion.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
    let header: Header = part(header)?;
    let claims: Claims = part(claims)?;
    let signature = decode(signature)?;

    if header.alg != "RS256" {
        return Err(Refusal::Signature);
    }
    if claims.iss != account.email {
        return Err(Refusal::AccountNotFound);
    }
    if header.kid.as_deref() != Some(account.key_id.as_str()) {
        return Err(Refusal::Signature);
    }
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, account.key.public())
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| Refusal::Signature)?;
    if !is_timely(claims.iat, claims.exp, now.as_second()) {
        return Err(Refusal::Clock);
    }
    if claims.aud != account.token_uri && claims.aud != GOOGLE_AUDIENCE {
        return Err(Refusal::Audience);
    }
    if claims.sub.is_some_and(|sub| sub != account.email) {
        return Err(Refusal::Delegation);
    }
    match claims.scope.as_deref().map(str::trim) {
        None | Some("") => Err(Refusal::NoScope),
        Some(list) => Scopes::parse(list).ok_or(Refusal::UnknownScope),
    }
}

/// Whether an assertion with these times is good at `now`; all in seconds since 1970.
fn is_timely(issued: i64, expires: i64, now: i64) -> bool {
    let life = expires.saturating_sub(issued);
    (1..=LONGEST_LIFE).contains(&life) && issued <= now.saturating_add(SKEW) && expires > now
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Refusal> {
    serde_json::from_slice(&decode(text)?).map_err(|_| Refusal::Malformed)
}

fn decode(text: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_an_hour_around_the_servers_time() {
        let now = 1_000_000;
        assert!(is_timely(now, now + LONGEST_LIFE, now));
        assert!(is_timely(now - 10, now - 10 + LONGEST_LIFE, now));
        assert!(is_timely(now + SKEW, now + SKEW + LONGEST_LIFE, now));
        assert!(!is_timely(now, now + LONGEST_LIFE + 1, now), "too long");
        assert!(!is_timely(now - LONGEST_LIFE, now, now), "past");
        assert!(!is_timely(now + SKEW + 1, now + 60, now), "future");
        assert!(!is_timely(now, now, now), "no life at all");
    }
}
