//! Generates a key pair for the tests of this crate, in both encodings.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes of a PKCS#8 wrapping of an RSA-2048 key before the PKCS#1 structure begins
/// (RFC 5208, section 5).
const PKCS8_HEADER: usize = 26;

static DER: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    der.as_ref().to_vec()
});

pub(crate) static PKCS8: LazyLock<String> = LazyLock::new(|| pem("PRIVATE KEY", &DER));

pub(crate) static PKCS1: LazyLock<String> =
    LazyLock::new(|| pem("RSA PRIVATE KEY", &DER[PKCS8_HEADER..]));

fn pem(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
