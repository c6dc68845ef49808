//! The service account: its RSA key and its key file.
//!
//! # Guarantees
//! - The account's key and the foreign key differ; each is generated once per process, since
//!   generation is slow.
//! - A key file on disk is readable only by its owner, and never replaces a file.

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

/// Length of a line of a PEM body.
const PEM_LINE: usize = 64;

/// Bytes before the PKCS#1 key in a PKCS#8 document of an RSA-2048 key: two sequence headers of four
/// bytes each around version, algorithm and the header of the octet string, see
/// [RFC 5208](https://www.rfc-editor.org/rfc/rfc5208#section-5).
const PKCS8_PREFIX: usize = 26;

/// A failure to generate a key.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("failed to generate an RSA key")]
pub struct KeyError;

/// Encoding of the private key in a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFormat {
    /// `BEGIN PRIVATE KEY`, as in Google's key files.
    Pkcs8,
    /// `BEGIN RSA PRIVATE KEY`, as converted by older tools.
    Pkcs1,
}

/// An RSA-2048 key pair.
#[derive(Debug)]
pub(crate) struct RsaKey {
    pkcs8: Vec<u8>,
    public: Vec<u8>,
}

impl RsaKey {
    /// Returns the key of this process's service accounts.
    pub(crate) fn account() -> Result<&'static Self, KeyError> {
        static KEY: OnceLock<Result<RsaKey, KeyError>> = OnceLock::new();
        KEY.get_or_init(Self::generate).as_ref().map_err(|e| *e)
    }

    /// Returns a key that does not belong to any account.
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

    /// The public key as a PKCS#1 `RSAPublicKey`.
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

/// The service account of an emulator.
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
    /// Returns the key file with `key`: the account's own, or another one that is rejected.
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

/// A key file in the format of the Google Cloud console.
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

/// Writes `content` to a new file at `path` that only its owner can read.
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
    fn both_formats_contain_the_same_key() {
        let key = RsaKey::account().unwrap();
        let from_pkcs8 = KeyPair::from_pkcs8(&der(&key.pem(KeyFormat::Pkcs8))).unwrap();
        let from_pkcs1 = KeyPair::from_der(&der(&key.pem(KeyFormat::Pkcs1))).unwrap();
        assert_eq!(from_pkcs8.public_key().as_ref(), key.public());
        assert_eq!(from_pkcs1.public_key().as_ref(), key.public());
    }

    #[test]
    fn the_foreign_key_differs() {
        assert_ne!(
            RsaKey::account().unwrap().public(),
            RsaKey::foreign().unwrap().public()
        );
    }
}
