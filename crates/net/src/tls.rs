//! Selects the trusted certificate authorities.
//!
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` have priority, then the system's bundle, then, in a container
//! without one, the roots embedded in the binary (Mozilla's, from `webpki-roots`).

use std::ffi::OsString;
use std::fmt;
#[cfg(all(unix, not(target_os = "macos")))]
use std::path::PathBuf;
use std::sync::Arc;

use rustls::pki_types::TrustAnchor;
use rustls::{ClientConfig, RootCertStore};
#[cfg(all(unix, not(target_os = "macos")))]
use rustls_native_certs::load_certs_from_paths;
use rustls_native_certs::{CertificateResult, load_native_certs};

/// A failure to create the TLS configuration.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The variables are set, but contain no roots; a fallback would hide the mistake.
    #[error("SSL_CERT_FILE or SSL_CERT_DIR is set, but no certificate could be read from it")]
    NamedButEmpty,
    /// The crypto library does not support the protocol versions.
    #[error("TLS could not be set up")]
    Tls(#[from] rustls::Error),
}

/// State of the environment variables that select the roots.
///
/// This module does not read the environment; the caller passes the variables in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedRoots {
    /// A variable is set.
    Yes,
    /// No variable is set.
    No,
    /// A variable is set to the empty string, which counts as unset.
    SetToNothing,
}

impl NamedRoots {
    /// Determines the state from the two variables, which `variable` looks up by name.
    pub fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let values = ["SSL_CERT_FILE", "SSL_CERT_DIR"].map(variable);
        let mut set = values.iter().flatten();
        if set.clone().any(|value| !value.is_empty()) {
            Self::Yes
        } else if set.next().is_some() {
            Self::SetToNothing
        } else {
            Self::No
        }
    }
}

/// The TLS configuration of every connection, with remarks about how it was made.
#[derive(Debug)]
pub struct Trust {
    /// The TLS configuration.
    pub config: ClientConfig,
    /// Remarks to log, in order.
    pub remarks: Vec<Remark>,
}

/// An observation that did not prevent the TLS setup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A part of the certificate store could not be read, with the cause and location.
    Unreadable(String),
    /// The system has no certificate store; the embedded roots are used.
    Embedded,
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => {
                write!(formatter, "a certificate store could not be read: {why}")
            }
            Self::Embedded => {
                formatter.write_str("no certificate store on this system, using the embedded roots")
            }
        }
    }
}

/// Creates the TLS configuration of every connection and logs the remarks with `tracing`. It reads
/// files, so call it when TLS is first needed.
///
/// # Errors
///
/// The environment selects roots, but no certificate could be read.
pub fn tls_config(named: NamedRoots) -> Result<ClientConfig, TrustError> {
    let trust = trust(named)?;
    for remark in &trust.remarks {
        match remark {
            Remark::Unreadable(_) => tracing::warn!("{remark}"),
            Remark::Embedded => tracing::info!("{remark}"),
        }
    }
    Ok(trust.config)
}

/// Like [`tls_config`], but returns the remarks, for callers with a log of another kind.
///
/// # Errors
///
/// As for [`tls_config`].
pub fn trust(named: NamedRoots) -> Result<Trust, TrustError> {
    let mut roots = RootCertStore::empty();
    let found = system_certificates(named);
    let unreadable = found.errors.iter().map(ToString::to_string);
    let mut remarks: Vec<Remark> = unreadable.map(Remark::Unreadable).collect();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        if named == NamedRoots::Yes {
            return Err(TrustError::NamedButEmpty);
        }
        remarks.push(Remark::Embedded);
        let embedded: &[TrustAnchor<'static>] = webpki_roots::TLS_SERVER_ROOTS;
        roots.extend(embedded.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Trust { config, remarks })
}

/// Creates a TLS configuration without roots, for connections that do not use TLS; it is cheap.
///
/// # Errors
/// The crypto library does not support the protocol versions, which does not happen.
pub fn trusts_nobody() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn system_certificates(named: NamedRoots) -> CertificateResult {
    // The library would take the empty string as a file name and try nothing else.
    if named == NamedRoots::SetToNothing {
        let places = openssl_probe::probe();
        let directory = places.cert_dir.first().map(PathBuf::as_path);
        return load_certs_from_paths(places.cert_file.as_deref(), directory);
    }
    load_native_certs()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn system_certificates(_named: NamedRoots) -> CertificateResult {
    load_native_certs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_names_nothing() {
        let named = |file: Option<&str>, directory: Option<&str>| {
            NamedRoots::from_variables(|name| {
                let value = if name == "SSL_CERT_FILE" {
                    file
                } else {
                    directory
                };
                value.map(OsString::from)
            })
        };
        assert_eq!(named(None, None), NamedRoots::No);
        assert_eq!(named(Some(""), None), NamedRoots::SetToNothing);
        assert_eq!(named(Some(""), Some("/certs")), NamedRoots::Yes);
        assert_eq!(named(Some("/roots.pem"), Some("")), NamedRoots::Yes);
    }
}
