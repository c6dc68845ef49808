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
    /// A variable is set, but its certificates cannot be read; a fallback would hide the mistake.
    #[error("SSL_CERT_FILE or SSL_CERT_DIR is set, but no certificate could be read from it")]
    NoCertificates,
    /// The crypto library does not support the protocol versions.
    #[error("failed to set up TLS")]
    Tls(#[from] rustls::Error),
}

/// State of the environment variables that select the roots.
///
/// This module does not read the environment; the caller passes the variables in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootVariables {
    /// A variable is set.
    Set,
    /// No variable is set.
    Unset,
    /// A variable is set to the empty string, which counts as unset.
    Empty,
}

impl RootVariables {
    /// Determines the state from the two variables, which `variable` looks up by name.
    pub fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let values = ["SSL_CERT_FILE", "SSL_CERT_DIR"].map(variable);
        let mut set = values.iter().flatten();
        if set.clone().any(|value| !value.is_empty()) {
            Self::Set
        } else if set.next().is_some() {
            Self::Empty
        } else {
            Self::Unset
        }
    }
}

/// The TLS configuration of every connection, with remarks to log.
#[derive(Debug)]
pub struct TlsSetup {
    /// The TLS configuration.
    pub config: ClientConfig,
    /// Observations made during setup, in order.
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
pub fn tls_config(variables: RootVariables) -> Result<ClientConfig, TrustError> {
    let setup = tls_setup(variables)?;
    for remark in &setup.remarks {
        match remark {
            Remark::Unreadable(_) => tracing::warn!("{remark}"),
            Remark::Embedded => tracing::info!("{remark}"),
        }
    }
    Ok(setup.config)
}

/// Like [`tls_config`], but returns the remarks, for callers with a log of another kind.
///
/// # Errors
///
/// As for [`tls_config`].
pub fn tls_setup(variables: RootVariables) -> Result<TlsSetup, TrustError> {
    let mut roots = RootCertStore::empty();
    let found = system_certificates(variables);
    let unreadable = found.errors.iter().map(ToString::to_string);
    let mut remarks: Vec<Remark> = unreadable.map(Remark::Unreadable).collect();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        if variables == RootVariables::Set {
            return Err(TrustError::NoCertificates);
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
    Ok(TlsSetup { config, remarks })
}

/// Creates a TLS configuration without roots, for connections that do not use TLS; it is cheap.
///
/// # Errors
/// The crypto library does not support the protocol versions, which does not happen.
pub fn tls_config_without_roots() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn system_certificates(variables: RootVariables) -> CertificateResult {
    // The library would use the empty string as a file name and try nothing else.
    if variables == RootVariables::Empty {
        let probed = openssl_probe::probe();
        let directory = probed.cert_dir.first().map(PathBuf::as_path);
        return load_certs_from_paths(probed.cert_file.as_deref(), directory);
    }
    load_native_certs()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn system_certificates(_variables: RootVariables) -> CertificateResult {
    load_native_certs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let variables = |file: Option<&str>, directory: Option<&str>| {
            RootVariables::from_variables(|name| {
                let value = if name == "SSL_CERT_FILE" {
                    file
                } else {
                    directory
                };
                value.map(OsString::from)
            })
        };
        assert_eq!(variables(None, None), RootVariables::Unset);
        assert_eq!(variables(Some(""), None), RootVariables::Empty);
        assert_eq!(variables(Some(""), Some("/certs")), RootVariables::Set);
        assert_eq!(variables(Some("/roots.pem"), Some("")), RootVariables::Set);
    }
}
