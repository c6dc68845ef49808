//! Decides whom to trust as a certificate authority.
//!
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` win; else the system's bundle; else, in a bare container
//! that has none, the roots embedded in the binary (Mozilla's, by way of `webpki-roots`).

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

/// Why there is no TLS configuration.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The variables name roots, but none is there: to fall back would hide the mistake.
    #[error("SSL_CERT_FILE or SSL_CERT_DIR is set, but no certificate could be read from it")]
    NamedButEmpty,
    /// The crypto library and the protocol versions do not fit.
    #[error("TLS could not be set up")]
    Tls(#[from] rustls::Error),
}

/// Whether the environment names the roots to use.
///
/// This crate does not read the variables to decide: whoever calls it knows the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedRoots {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// A variable is there, but set to nothing, which is to count as unset.
    SetToNothing,
}

impl NamedRoots {
    /// Decides from the two variables, which `variable` gives by their names.
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

/// Whom every connection trusts, and what was noticed on the way there.
#[derive(Debug)]
pub struct Trust {
    /// The TLS configuration.
    pub config: ClientConfig,
    /// What somebody may want to know, in the order in which it was noticed.
    pub remarks: Vec<Remark>,
}

/// What was noticed, and did not keep TLS from being set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A part of the certificate store could not be read: this is why, and where.
    Unreadable(String),
    /// There is no certificate store, so that the embedded roots are used.
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

/// The TLS configuration of every connection, with what was noticed told to `tracing`. Reads files,
/// so it is made when first needed.
///
/// # Errors
///
/// The environment names roots, and there are none.
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

/// The same for whoever has a log of another kind.
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

#[cfg(all(unix, not(target_os = "macos")))]
fn system_certificates(named: NamedRoots) -> CertificateResult {
    // The library takes an empty variable for the name of a file, and looks nowhere else.
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
