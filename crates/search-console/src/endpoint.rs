//! Restricts the targets of API calls and token requests.
//!
//! Both contain secrets, so their URLs are checked before anything is sent: only https to Google
//! and loopback (an emulator) are allowed.

use std::net::IpAddr;

use net::is_loopback;
use url::{Host, Url};

/// Root of the production API, from its discovery document (`rootUrl`):
/// <https://searchconsole.googleapis.com/$discovery/rest?version=v1>.
const GOOGLE_ROOT: &str = "https://searchconsole.googleapis.com/";

/// Root of the Site Verification API, from its discovery document:
/// <https://www.googleapis.com/discovery/v1/apis/siteVerification/v1/rest>.
const VERIFICATION_ROOT: &str = "https://www.googleapis.com/";

/// Domains of Google's token endpoints.
const GOOGLE_DOMAINS: [&str; 2] = ["googleapis.com", "google.com"];

/// A rejected address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EndpointError {
    /// Not of the form `HOST:PORT`.
    #[error("`{value}` is not an address of the form HOST:PORT")]
    NotAnAddress {
        /// The input.
        value: String,
    },
    /// An emulator on another machine, which would receive the bearer token over plain http.
    #[error("`{value}` is not a loopback address")]
    NotLoopback {
        /// The input.
        value: String,
    },
    /// A token endpoint that is neither Google's nor on loopback.
    #[error("`{value}` is neither an https address of Google nor on loopback")]
    ForeignTokenEndpoint {
        /// The key file's `token_uri`.
        value: String,
    },
}

/// The root URL of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiEndpoint {
    root: Url,
    /// Root of the Site Verification API.
    verification_root: Url,
}

impl ApiEndpoint {
    /// Returns the endpoint of Google's production API.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is a constant")]
    pub fn google() -> Self {
        Self {
            root: Url::parse(GOOGLE_ROOT).expect("a valid constant"),
            verification_root: Url::parse(VERIFICATION_ROOT).expect("a valid constant"),
        }
    }

    /// Returns the endpoint of an emulator on this machine, given as `HOST:PORT`; it uses plain http.
    ///
    /// `localhost` means 127.0.0.1, so that a resolver cannot point it elsewhere.
    ///
    /// # Errors
    /// [`EndpointError`] if `address` is not `HOST:PORT` or not on loopback.
    pub fn emulator(address: &str) -> Result<Self, EndpointError> {
        let not_an_address = || EndpointError::NotAnAddress {
            value: address.to_owned(),
        };
        let root = Url::parse(&format!("http://{address}/")).map_err(|_| not_an_address())?;
        let only_host_and_port =
            root.path() == "/" && root.query().is_none() && root.fragment().is_none();
        if root.port().is_none() || !root.username().is_empty() || !only_host_and_port {
            return Err(not_an_address());
        }
        let root = pin_localhost(root);
        if !is_loopback(&root) {
            return Err(EndpointError::NotLoopback {
                value: address.to_owned(),
            });
        }
        Ok(Self {
            verification_root: root.clone(),
            root,
        })
    }

    /// The root of all paths, with a trailing slash.
    pub(crate) const fn root(&self) -> &Url {
        &self.root
    }

    /// The root of the paths of the Site Verification API.
    pub(crate) const fn verification_root(&self) -> &Url {
        &self.verification_root
    }

    /// True for an emulator on loopback.
    #[must_use]
    pub fn is_emulator(&self) -> bool {
        self.root.scheme() == "http"
    }
}

/// Checks the `token_uri` of a key file, since the signed assertion grants access.
pub(crate) fn checked_token_endpoint(value: &str) -> Result<Url, EndpointError> {
    let refused = || EndpointError::ForeignTokenEndpoint {
        value: value.to_owned(),
    };
    let url = pin_localhost(Url::parse(value).map_err(|_| refused())?);
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let of_google = url.scheme() == "https" && url.port().is_none() && is_google(&url);
    let local = matches!(url.scheme(), "http" | "https") && is_loopback(&url);
    if has_credentials || !(of_google || local) {
        return Err(refused());
    }
    Ok(url)
}

fn pin_localhost(mut url: Url) -> Url {
    if url.host_str() == Some("localhost") {
        // Cannot fail, since the scheme allows an IP address as its host.
        let _ = url.set_ip_host(IpAddr::from([127, 0, 0, 1]));
    }
    url
}

fn is_google(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else {
        return false;
    };
    GOOGLE_DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emulators_must_be_on_loopback() {
        for address in [
            "127.0.0.1:8080",
            "127.9.9.9:1",
            "[::1]:8080",
            "localhost:8080",
        ] {
            let endpoint = ApiEndpoint::emulator(address).unwrap();
            assert!(endpoint.is_emulator(), "{address}");
            assert!(is_loopback(endpoint.root()), "{address}");
        }
        for address in [
            "10.0.0.1:80",
            "example.com:8080",
            "0.0.0.0:8080",
            "localhost.example.com:1",
        ] {
            assert!(
                matches!(
                    ApiEndpoint::emulator(address),
                    Err(EndpointError::NotLoopback { .. } | EndpointError::NotAnAddress { .. })
                ),
                "{address}"
            );
        }
    }

    #[test]
    fn an_emulator_is_given_as_host_and_port_only() {
        for address in [
            "127.0.0.1",
            "127.0.0.1:x",
            "http://127.0.0.1:80",
            "a@127.0.0.1:8080",
            "127.0.0.1:8080/x",
            "127.0.0.1:8080?x",
            "",
        ] {
            assert!(
                matches!(
                    ApiEndpoint::emulator(address),
                    Err(EndpointError::NotAnAddress { .. })
                ),
                "{address}"
            );
        }
    }

    #[test]
    fn assertions_are_sent_only_to_google_or_loopback() {
        for uri in [
            "https://oauth2.googleapis.com/token",
            "https://accounts.google.com/o/oauth2/token",
            "http://127.0.0.1:9/token",
            "http://[::1]:9/token",
            "http://localhost:9/token",
        ] {
            assert!(checked_token_endpoint(uri).is_ok(), "{uri}");
        }
        for uri in [
            "http://oauth2.googleapis.com/token",
            "https://evilgoogleapis.com/token",
            "https://googleapis.com.evil.example/token",
            "https://oauth2.googleapis.com:8443/token",
            "https://user@oauth2.googleapis.com/token",
            "https://192.168.0.1/token",
            "ftp://127.0.0.1/token",
            "token",
        ] {
            assert!(checked_token_endpoint(uri).is_err(), "{uri}");
        }
    }
}
