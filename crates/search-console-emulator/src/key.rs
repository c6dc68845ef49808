//! Makes the service account: its RSA key, and the key file that Google would hand out.
//!
//! # Guarantees
//! - The account's key and the foreign key are two keys; each is made once per process, since making
//!   one is slow.
//! - A key file on disk is readable by its owner alone, and never replaces a file.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

/// Characters of one line of a PEM body.
const PEM_LINE: usize = 64;

/// Bytes that precede the PKCS#1 key in a PKCS#8 document of an RSA-2048 key: two sequence headers of
/// four bytes each around version, algorithm and the header of the octet string, see
/// [RFC 5208](https://www.rfc-editor.org/rfc/rfc5208#section-5).
const PKCS8_PREFIX: usize = 26;

/// Why there is no key.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("failed to generate an RSA key")]
pub struct KeyError;

/// How the private key is written in a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFormat {
    /// `BEGIN PRIVATE KEY`, what Google writes.
    Pkcs8,
    /// `BEGIN RSA PRIVATE KEY`, what older tools convert it to.
    Pkcs1,
}

/// An RSA-2048 key pair.
#[derive(Debug)]
pub(crate) struct RsaKey {
    pkcs8: Vec<u8>,
    public: Vec<u8>,
}

impl RsaKey {
    /// The key of the service accounts of this process.
    pub(crate) fn of_account() -> Result<&'static Self, KeyError> {
        static KEY: OnceLock<Result<RsaKey, KeyError>> = OnceLock::new();
        KEY.get_or_init(Self::generate).as_ref().map_err(|e| *e)
    }

    /// A key that no account has.
    pub(crate) fn foreign() -> Result<&'static Self, KeyError> {
        static KEY: OnceLock<Result<RsaKey, KeyError>> = OnceLock::new();
        KEY.get_or_init(Self::generate).as_ref().map_err(|e| *e)
    }

    fn generate() -> Result<Self, KeyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError)?;
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError)?;
        Ok(Self {
            pkcs8: pkcs8.as_ref().to_vec(),
            public: pair.public_key().as_ref().to_vec(),
        })
    }

    /// The public key as an `RSAPublicKey` of PKCS#1.
    pub(crate) fn public(&self) -> &[u8] {
        &self.public
    }

    /// The private key as PEM.
    pub(crate) fn pem(&self, format: KeyFormat) -> String {
        let (label, der) = match format {
            KeyFormat::Pkcs8 => ("PRIVATE KEY", self.pkcs8.as_slice()),
            KeyFormat::Pkcs1 => (
                "RSA PRIVATE KEY",
                self.pkcs8.get(PKCS8_PREFIX..).unwrap_or_default(),
            ),
        };
        let body = STANDARD.encode(der);
        let mut pem = format!("-----BEGIN {label}-----\n");
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, tail) = rest.split_at(rest.len().min(PEM_LINE));
            pem.push_str(line);
            pem.push('\n');
            rest = tail;
        }
        pem.push_str(&format!("-----END {label}-----\n"));
        pem
    }
}

/// The account of an emulator: who may ask for tokens.
#[derive(Debug)]
pub(crate) struct ServiceAccount {
    pub(crate) email: String,
    pub(crate) project_id: String,
    pub(crate) key_id: String,
    pub(crate) client_id: String,
    pub(crate) token_uri: String,
    pub(crate) key: &'static RsaKey,
}

impl ServiceAccount {
    /// The key file with `key` in it: the account's own, or another to have it refused.
    pub(crate) fn key_file(&self, key: &RsaKey, format: KeyFormat) -> String {
        let file = KeyFile {
            kind: "service_account",
            project_id: &self.project_id,
            private_key_id: &self.key_id,
            private_key: &key.pem(format),
            client_email: &self.email,
            client_id: &self.client_id,
            auth_uri: "https://accounts.google.com/o/oauth2/auth",
            token_uri: &self.token_uri,
            auth_provider_x509_cert_url: "https://www.googleapis.com/oauth2/v1/certs",
            client_x509_cert_url: &format!(
                "https://www.googleapis.com/robot/v1/metadata/x509/{}",
                self.email.replace('@', "%40")
            ),
            universe_domain: "googleapis.com",
        };
        serde_json::to_string_pretty(&file).unwrap_or_default()
    }
}

/// A key file as the Google Cloud console makes it.
#[derive(Serialize)]
struct KeyFile<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    project_id: &'a str,
    private_key_id: &'a str,
    private_key: &'a str,
    client_email: &'a str,
    client_id: &'a str,
    auth_uri: &'a str,
    token_uri: &'a str,
    auth_provider_x509_cert_url: &'a str,
    client_x509_cert_url: &'a str,
    universe_domain: &'a str,
}

/// Writes `content` to a new file at `path` that its owner alone may read.
pub(crate) fn write_private(path: &Path, content: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(content.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(pem: &str) -> Vec<u8> {
        let body: String = pem
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        STANDARD.decode(body).unwrap()
    }

    #[test]
    fn both_formats_hold_the_same_key() {
        let key = RsaKey::of_account().unwrap();
        let from_pkcs8 = KeyPair::from_pkcs8(&der(&key.pem(KeyFormat::Pkcs8))).unwrap();
        let from_pkcs1 = KeyPair::from_der(&der(&key.pem(KeyFormat::Pkcs1))).unwrap();
        assert_eq!(from_pkcs8.public_key().as_ref(), key.public());
        assert_eq!(from_pkcs1.public_key().as_ref(), key.public());
    }

    #[test]
    fn the_foreign_key_is_another() {
        assert_ne!(
            RsaKey::of_account().unwrap().public(),
            RsaKey::foreign().unwrap().public()
        );
    }
}
