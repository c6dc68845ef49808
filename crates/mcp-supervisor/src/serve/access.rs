//! Decides who may send requests: by host, origin and token.

use std::net::SocketAddr;

use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::{HeaderMap, StatusCode, Uri};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

/// Names of loopback.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Conditions of a request.
#[derive(Debug, Clone)]
pub struct Access {
    hosts: Vec<String>,
    origins: Vec<String>,
    token: Option<SecretString>,
}

/// Reason why a request is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// The host name may have been rebound to this address by a web page.
    #[error("the host name is not allowed; see --allow-host")]
    Host,
    /// A web page sent the request.
    #[error("the origin is not allowed; see --allow-origin")]
    Origin,
    /// The token is missing or wrong.
    #[error("a bearer token is required")]
    Token,
}

impl Refusal {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Host | Self::Origin => StatusCode::FORBIDDEN,
            Self::Token => StatusCode::UNAUTHORIZED,
        }
    }
}

impl Access {
    /// Accepts loopback names, the address itself and further `hosts`; web pages only from
    /// `origins`; and only requests with the token, if there is one.
    #[must_use]
    pub fn new(
        address: SocketAddr,
        hosts: &[String],
        origins: &[String],
        token: Option<SecretString>,
    ) -> Self {
        let own = (!address.ip().is_unspecified()).then(|| address.ip().to_string());
        let hosts = hosts.iter().cloned().chain(own);
        Self {
            hosts: LOOPBACK
                .map(str::to_owned)
                .into_iter()
                .chain(hosts)
                .collect(),
            origins: origins.to_vec(),
            token,
        }
    }

    pub(super) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    pub(super) fn origins(&self) -> &[String] {
        &self.origins
    }

    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| uri.authority().map(http::uri::Authority::as_str));
        if !host.is_some_and(|host| self.has_host(host)) {
            return Err(Refusal::Host);
        }
        if let Some(origin) = headers.get(ORIGIN) {
            let is_allowed = |allowed: &String| origin.as_bytes() == allowed.as_bytes();
            if !self.origins.iter().any(is_allowed) {
                return Err(Refusal::Origin);
            }
        }
        match &self.token {
            Some(token) if !shows(headers, token) => Err(Refusal::Token),
            _ => Ok(()),
        }
    }

    fn has_host(&self, authority: &str) -> bool {
        let name = match authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next(),
            None => authority.split(':').next(),
        };
        let name = name.unwrap_or_default();
        let is_allowed = |allowed: &String| {
            allowed.eq_ignore_ascii_case(name) || allowed.eq_ignore_ascii_case(authority)
        };
        self.hosts.iter().any(is_allowed)
    }
}

fn shows(headers: &HeaderMap, token: &SecretString) -> bool {
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    shown.is_some_and(|(_, shown)| {
        // Compare in constant time, so that the duration does not reveal how much of the token is
        // correct.
        let expected = token.expose_secret().as_bytes();
        shown.trim().as_bytes().ct_eq(expected).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(access: &Access, headers: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        access.check(&Uri::from_static("/mcp"), &map)
    }

    #[test]
    fn only_known_hosts_and_origins_are_accepted() {
        let address = "192.0.2.7:80".parse().unwrap();
        let hosts = ["mcp.example".to_owned()];
        let origins = ["https://app.example".to_owned()];
        let access = Access::new(address, &hosts, &origins, None);
        for host in [
            "localhost:8080",
            "127.0.0.1",
            "[::1]:9",
            "192.0.2.7:80",
            "MCP.example",
        ] {
            assert_eq!(check(&access, &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "",
            "127.0.0.1.nip.example",
        ] {
            assert_eq!(
                check(&access, &[("host", host)]),
                Err(Refusal::Host),
                "{host}"
            );
        }
        assert_eq!(check(&access, &[]), Err(Refusal::Host));
        let from = |origin| check(&access, &[("host", "localhost"), ("origin", origin)]);
        assert_eq!(from("https://app.example"), Ok(()));
        for origin in ["null", "http://localhost:3000", "https://app.example.evil"] {
            assert_eq!(from(origin), Err(Refusal::Origin), "{origin}");
        }
    }

    #[test]
    fn the_token_is_required() {
        let address = "127.0.0.1:80".parse().unwrap();
        let access = Access::new(address, &[], &[], Some("secret".into()));
        let with = |value| check(&access, &[("host", "localhost"), ("authorization", value)]);
        assert_eq!(with("Bearer secret"), Ok(()));
        assert_eq!(with("bearer secret"), Ok(()));
        for value in ["Bearer other", "Basic secret", "secret", "Bearer"] {
            assert_eq!(with(value), Err(Refusal::Token), "{value}");
        }
    }
}
