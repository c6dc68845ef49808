//! Reads service-account key files.
//!
//! The format is described at
//! <https://developers.google.com/identity/protocols/oauth2/service-account#creatinganaccount>
//! and <https://cloud.google.com/iam/docs/keys-create-delete>.

use std::fmt;

use jsonwebtoken::EncodingKey;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::key_text::{self, Mangling};
use crate::client::describe_json_error;
use crate::endpoint::{EndpointError, checked_token_endpoint};

/// Required value of `type`.
const SERVICE_ACCOUNT: &str = "service_account";

/// A service account's key: its e-mail address, private key and token endpoint.
pub struct ServiceAccountKey {
    email: String,
    key_id: Option<String>,
    pem: SecretString,
    token_endpoint: Url,
}

/// An unusable key file. No message quotes the file.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not JSON, or a field of the wrong type.
    #[error("not a key file: {problem}")]
    Malformed {
        /// The problem and its position.
        problem: String,
    },
    /// Not the content of a key file.
    #[error("not the content of a key file")]
    Mangled(#[source] Mangling),
    /// Credentials of another type.
    #[error("the credentials are of type `{found}`, not `{SERVICE_ACCOUNT}`")]
    NotAServiceAccount {
        /// The value of `type`.
        found: String,
    },
    /// A required field is missing or empty.
    #[error("the key file has no `{field}`")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// `private_key` is not the key of a key file.
    #[error("`private_key` is not the one of a key file")]
    MangledPrivateKey(#[source] Mangling),
    /// `private_key` is not an RSA key in PEM.
    #[error("`private_key` is not an RSA private key in PEM (PKCS#8 or PKCS#1)")]
    UnusablePrivateKey,
    /// `token_uri` points neither to Google nor to loopback.
    #[error("`token_uri` is rejected, because a signed assertion sent there grants access")]
    TokenEndpoint(#[source] EndpointError),
}

#[derive(Deserialize)]
struct KeyFile {
    #[serde(rename = "type")]
    kind: Option<String>,
    client_email: Option<String>,
    private_key_id: Option<String>,
    private_key: Option<SecretString>,
    token_uri: Option<String>,
}

impl ServiceAccountKey {
    /// Parses the content of a key file, also if a CI system, a shell or an editor changed it in a
    /// way that can be undone: Base64, quotes around it, `NAME=`, a byte order mark, UTF-16, JSON in
    /// a JSON string, and wrong line breaks of `private_key`.
    ///
    /// # Errors
    /// [`KeyError`] if a field is missing or unusable; it never quotes the file.
    pub fn parse(content: &[u8]) -> Result<Self, KeyError> {
        let json = key_text::json_of(content).map_err(KeyError::Mangled)?;
        let file: KeyFile =
            serde_json::from_str(json.expose_secret()).map_err(|error| malformed(&error))?;
        let kind = required("type", file.kind)?;
        if kind != SERVICE_ACCOUNT {
            return Err(KeyError::NotAServiceAccount {
                // Types are short words, so truncate anything else.
                found: kind.chars().filter(|c| !c.is_control()).take(40).collect(),
            });
        }
        let email = required("client_email", file.client_email)?;
        let token_uri = required("token_uri", file.token_uri)?;
        let pem = file.private_key.ok_or(KeyError::Missing {
            field: "private_key",
        })?;
        let pem = key_text::pem_of(&pem).map_err(KeyError::MangledPrivateKey)?;
        let key = Self {
            email,
            key_id: file.private_key_id.filter(|id| !id.is_empty()),
            pem,
            token_endpoint: checked_token_endpoint(&token_uri).map_err(KeyError::TokenEndpoint)?,
        };
        key.signing_key()?;
        Ok(key)
    }

    /// The account's e-mail address.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// True if assertions are exchanged on this machine, as by an emulator.
    #[must_use]
    pub fn is_of_emulator(&self) -> bool {
        net::is_loopback(&self.token_endpoint)
    }

    /// The key's id, sent as `kid`.
    pub(crate) fn id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The URL at which assertions are exchanged.
    pub(crate) const fn token_endpoint(&self) -> &Url {
        &self.token_endpoint
    }

    /// Parses the private key for signing; not cached, so that only one copy of the key stays in
    /// memory.
    pub(crate) fn signing_key(&self) -> Result<EncodingKey, KeyError> {
        EncodingKey::from_rsa_pem(self.pem.expose_secret().as_bytes())
            .map_err(|_| KeyError::UnusablePrivateKey)
    }
}

impl fmt::Debug for ServiceAccountKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServiceAccountKey")
            .field("email", &self.email)
            .field("token_endpoint", &self.token_endpoint.as_str())
            .finish_non_exhaustive()
    }
}

/// The error of a text that is not the JSON of a key file.
fn malformed(error: &serde_json::Error) -> KeyError {
    if error.is_eof() {
        return KeyError::Mangled(Mangling::CutOff);
    }
    KeyError::Malformed {
        problem: describe_json_error(error),
    }
}

fn required(field: &'static str, value: Option<String>) -> Result<String, KeyError> {
    value
        .filter(|value| !value.is_empty())
        .ok_or(KeyError::Missing { field })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::auth::test_keys::{PKCS1, PKCS8};
    use serde_json::{Value, json};

    fn file(change: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut file = json!({
            "type": "service_account",
            "project_id": "p",
            "private_key_id": "kid-1",
            "private_key": &*PKCS8,
            "client_email": "robot@p.iam.gserviceaccount.com",
            "token_uri": "https://oauth2.googleapis.com/token",
        });
        change(&mut file);
        file.to_string().into_bytes()
    }

    pub(crate) fn key_with_token_uri(uri: &str) -> ServiceAccountKey {
        ServiceAccountKey::parse(&file(|file| file["token_uri"] = uri.into())).unwrap()
    }

    #[test]
    fn both_key_encodings_are_accepted() {
        let pkcs8 = ServiceAccountKey::parse(&file(|_| ())).unwrap();
        assert_eq!(pkcs8.email(), "robot@p.iam.gserviceaccount.com");
        assert_eq!(pkcs8.id(), Some("kid-1"));
        ServiceAccountKey::parse(&file(|file| file["private_key"] = PKCS1.clone().into())).unwrap();
    }

    #[test]
    fn each_error_names_the_field_and_quotes_nothing() {
        let cases: [(Vec<u8>, &str); 9] = [
            (
                "{\"private_key\":\"-----BEGIN SECRET".into(),
                "not the content of a key file",
            ),
            (
                "{\"private_key\" \"SECRET\"}".into(),
                "not a key file: not JSON, line 1 column 16",
            ),
            (
                file(|file| file["private_key"] = json!(["SECRET"])),
                "not a key file: a value of the wrong type, line 1 column 64",
            ),
            (
                file(|file| file["type"] = "authorized_user".into()),
                "the credentials are of type `authorized_user`, not `service_account`",
            ),
            (
                file(|file| file["type"] = Value::Null),
                "the key file has no `type`",
            ),
            (
                file(|file| file["client_email"] = "".into()),
                "the key file has no `client_email`",
            ),
            (
                file(|file| file["private_key"] = Value::Null),
                "the key file has no `private_key`",
            ),
            (
                file(|file| file["private_key"] = "SECRET".into()),
                "`private_key` is not an RSA private key in PEM (PKCS#8 or PKCS#1)",
            ),
            (
                file(|file| file["token_uri"] = "https://evil.example/token".into()),
                "`token_uri` is rejected, because a signed assertion sent there grants access",
            ),
        ];
        for (text, expected) in cases {
            let error = ServiceAccountKey::parse(&text).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert!(!format!("{error:?}").contains("SECRET"));
        }
    }

    #[test]
    fn debug_output_does_not_contain_the_key() {
        let key = ServiceAccountKey::parse(&file(|_| ())).unwrap();
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }
}
