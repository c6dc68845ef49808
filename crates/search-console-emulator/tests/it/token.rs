//! The token endpoint: valid assertions, and errors with Google's messages.

use jiff::SignedDuration;
use search_console_emulator::{Config, Emulator, KeyFormat};
use serde_json::{Value, json};

use crate::client::{
    READ, Reply, WRITE, claims, emulator, exchange, exchange_claims, raw, request, sign,
};

fn refusal(reply: &Reply) -> (u16, String, String) {
    let body = reply.json();
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    (reply.status, text("error"), text("error_description"))
}

fn changed(emulator: &Emulator, change: impl FnOnce(&mut Value)) -> (u16, String, String) {
    let mut claims = claims(emulator, WRITE);
    change(&mut claims);
    refusal(&exchange_claims(emulator, &claims))
}

#[test]
fn a_valid_assertion_grants_a_token_in_both_key_formats() {
    let emulator = emulator(Config::default());
    for format in [KeyFormat::Pkcs8, KeyFormat::Pkcs1] {
        let assertion = sign(&emulator.key_file_json(format), &claims(&emulator, WRITE));
        let reply = exchange(&emulator, &assertion);
        let body = reply.json();
        assert_eq!(reply.status, 200, "{body}");
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 3600);
        let token = body["access_token"].as_str().unwrap();
        assert!(token.starts_with("ya29."));
        let secrets = emulator.secrets();
        assert!(secrets.iter().any(|secret| secret == token));
        assert!(secrets.contains(&assertion));
    }
}

#[test]
fn googles_audience_is_accepted_and_others_are_rejected() {
    let emulator = emulator(Config::default());
    let mut google = claims(&emulator, READ);
    google["aud"] = "https://oauth2.googleapis.com/token".into();
    assert_eq!(exchange_claims(&emulator, &google).status, 200);
    let (status, error, description) = changed(&emulator, |c| c["aud"] = "https://x/".into());
    assert_eq!((status, error.as_str()), (400, "invalid_grant"));
    assert_eq!(description, "Invalid JWT: Failed audience check.");
}

#[test]
fn a_wrong_clock_is_rejected() {
    let emulator = emulator(Config::default());
    let now = emulator.now().as_second();
    for (iat, exp) in [
        (now, now + 3620),
        (now - 4000, now - 400),
        (now + 600, now + 4200),
    ] {
        let (status, error, description) = changed(&emulator, |claims| {
            claims["iat"] = json!(iat);
            claims["exp"] = json!(exp);
        });
        assert_eq!((status, error.as_str()), (400, "invalid_grant"));
        assert_eq!(
            description,
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable \
             timeframe. Check your iat and exp values in the JWT claim."
        );
    }
}

#[test]
fn the_validity_window_follows_the_clock_and_the_date_header() {
    let emulator = emulator(Config {
        clock_offset: SignedDuration::from_hours(5),
        ..Config::default()
    });
    let mut late = claims(&emulator, WRITE);
    assert_eq!(exchange_claims(&emulator, &late).status, 200);
    let machine = emulator.now().as_second() - 5 * 3600;
    late["iat"] = json!(machine);
    late["exp"] = json!(machine + 3600);
    let reply = exchange_claims(&emulator, &late);
    assert_eq!(reply.status, 400);
    let date = jiff::fmt::rfc2822::parse(reply.header("date").unwrap()).unwrap();
    let told = date.timestamp().as_second() - machine;
    assert!((5 * 3600 - 2..5 * 3600 + 20).contains(&told), "{told}");
}

#[test]
fn a_wrong_key_an_unknown_key_and_an_unknown_account_are_distinguished() {
    let emulator = emulator(Config::default());
    let good = claims(&emulator, WRITE);
    let foreign = emulator.foreign_key_file_json(KeyFormat::Pkcs8).unwrap();
    let signature = (
        400,
        "invalid_grant".to_owned(),
        "Invalid JWT Signature.".to_owned(),
    );
    assert_eq!(
        refusal(&exchange(&emulator, &sign(&foreign, &good))),
        signature
    );

    let mut file: Value = serde_json::from_str(&emulator.key_file_json(KeyFormat::Pkcs8)).unwrap();
    file["private_key_id"] = "deleted".into();
    let unknown_key = sign(&file.to_string(), &good);
    assert_eq!(refusal(&exchange(&emulator, &unknown_key)), signature);

    let (_, _, description) = changed(&emulator, |claims| claims["iss"] = "x@y".into());
    assert_eq!(description, "Invalid grant: account not found");
}

#[test]
fn a_tampered_assertion_is_rejected() {
    let emulator = emulator(Config::default());
    let assertion = sign(
        &emulator.key_file_json(KeyFormat::Pkcs8),
        &claims(&emulator, READ),
    );
    let other = sign(
        &emulator.key_file_json(KeyFormat::Pkcs8),
        &claims(&emulator, WRITE),
    );
    let (_, signature) = assertion.rsplit_once('.').unwrap();
    let (signed, _) = other.rsplit_once('.').unwrap();
    let (_, error, description) = refusal(&exchange(&emulator, &format!("{signed}.{signature}")));
    assert_eq!(error, "invalid_grant");
    assert_eq!(description, "Invalid JWT Signature.");
}

#[test]
fn scopes_of_other_apis_and_no_scope_are_rejected() {
    let emulator = emulator(Config::default());
    for scope in ["https://www.googleapis.com/auth/cloud-platform", ""] {
        let (status, error, _) = changed(&emulator, |claims| claims["scope"] = scope.into());
        assert_eq!((status, error.as_str()), (400, "invalid_scope"));
    }
}

#[test]
fn delegation_is_not_granted() {
    let emulator = emulator(Config::default());
    let (status, error, _) = changed(&emulator, |claims| claims["sub"] = "user@x".into());
    assert_eq!((status, error.as_str()), (401, "unauthorized_client"));
}

#[test]
fn the_form_is_checked() {
    let emulator = emulator(Config::default());
    let post = |kind: &str, body: &str| {
        let text = request("POST", "/token", &[("Content-Type", kind)], body);
        refusal(&raw(&emulator, &text).unwrap())
    };
    const FORM: &str = "application/x-www-form-urlencoded";
    let jwt = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer";
    assert_eq!(post("application/json", "{}").1, "invalid_request");
    assert_eq!(
        post(FORM, "grant_type=password").1,
        "unsupported_grant_type"
    );
    assert_eq!(post(FORM, jwt).1, "invalid_request");
    assert_eq!(
        post(FORM, &format!("{jwt}&assertion=a.b")).1,
        "invalid_grant"
    );
}
