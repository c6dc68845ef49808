//! Parses destinations of announcements.

use std::str::FromStr;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

/// Events that a destination gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// Events and registrations.
    Events,
    /// Only registrations and deregistrations.
    Registration,
}

/// Transport of a destination.
#[derive(Debug, Clone)]
pub(super) enum Reach {
    /// An HTTP request to this URL per announcement.
    Http(SecretString),
    /// A message to a broker.
    Nats {
        /// The brokers of one cluster.
        servers: Vec<String>,
        /// Credentials.
        login: Option<Login>,
        /// Prefix of all subjects.
        prefix: String,
    },
}

/// Credentials for a broker, from the user information of its URL.
#[derive(Debug, Clone)]
pub(super) enum Login {
    Token(SecretString),
    User {
        name: String,
        password: SecretString,
    },
}

/// Destination of announcements. It may contain a password, which is never displayed.
#[derive(Debug, Clone)]
pub struct Destination {
    pub(super) reach: Reach,
    pub(super) wants: Wants,
    shown: String,
    may_be_secret: bool,
}

/// Reason why a URL is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    /// It cannot be parsed. The message does not contain it, since it may contain a password.
    #[error("invalid URL; give https://host/path or nats://host:4222")]
    NoUrl(#[source] url::ParseError),
    /// Neither HTTP nor NATS.
    #[error("unsupported scheme {0}; give https://host/path or nats://host:4222")]
    Scheme(String),
    /// The brokers of a cluster are given as one list, and one of them is something else.
    #[error("a list must name brokers of one cluster, as in nats://one:4222,nats://two:4222")]
    Mixed,
    /// The path of a broker's URL, which is the subject prefix, contains wildcards or blanks.
    #[error(
        "the path of a NATS URL is a subject prefix without wildcards and blanks, as in nats://host/my.agents"
    )]
    Prefix,
    /// The user information is percent-encoded and does not decode to UTF-8.
    #[error("the user or password in the URL has an invalid percent-encoding")]
    Login,
    /// Empty.
    #[error("the URL is empty")]
    Empty,
}

/// Default prefix of subjects.
const PREFIX: &str = "mcp";
const NATS_PORT: u16 = 4222;

impl FromStr for Destination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, DestinationError> {
        let urls: Vec<Url> = text
            .split(',')
            .map(|part| Url::parse(part.trim()).map_err(DestinationError::NoUrl))
            .collect::<Result<_, _>>()?;
        let first = urls.first().ok_or(DestinationError::Empty)?;
        let shown = urls.iter().map(shown).collect::<Vec<_>>().join(",");
        let wants = Wants::Events;
        let may_be_secret = urls.iter().any(may_be_secret);
        let reach = match first.scheme() {
            "http" | "https" if urls.len() == 1 => Reach::Http(first.to_string().into()),
            "http" | "https" => return Err(DestinationError::Mixed),
            "nats" | "tls" => {
                if urls
                    .iter()
                    .any(|url| !matches!(url.scheme(), "nats" | "tls"))
                {
                    return Err(DestinationError::Mixed);
                }
                let prefix = prefix(first)?;
                let servers = urls.iter().map(server).collect();
                let login = login(first)?;
                Reach::Nats {
                    servers,
                    login,
                    prefix,
                }
            }
            other => return Err(DestinationError::Scheme(other.to_owned())),
        };
        Ok(Self {
            reach,
            wants,
            shown,
            may_be_secret,
        })
    }
}

impl Destination {
    /// The same destination, but as a registry, which receives only registrations.
    #[must_use]
    pub fn registry(self) -> Self {
        let wants = Wants::Registration;
        Self { wants, ..self }
    }

    /// True if the URL has parts that may be secret.
    #[must_use]
    pub fn may_be_secret(&self) -> bool {
        self.may_be_secret
    }

    /// The URL without parts that may be secret.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// True for a login or a query, which often holds the secret of a webhook.
fn may_be_secret(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some() || url.query().is_some()
}

fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let path = match (url.scheme(), url.path()) {
        (_, "" | "/") => url.path(),
        // The path of a webhook is often its secret.
        ("http" | "https", _) => "/[redacted]",
        (_, prefix) => prefix,
    };
    format!("{}://{host}{port}{path}", url.scheme())
}

/// The URL without the path, which is the subject prefix, and without the credentials, which are
/// passed separately.
fn server(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().unwrap_or(NATS_PORT);
    format!("{}://{host}:{port}", url.scheme())
}

/// <https://docs.nats.io/using-nats/developer/connecting/userpass>
fn login(url: &Url) -> Result<Option<Login>, DestinationError> {
    let decode = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| DestinationError::Login)
    };
    Ok(match (url.username(), url.password()) {
        ("", _) => None,
        (token, None) => Some(Login::Token(decode(token)?.into())),
        (name, Some(password)) => Some(Login::User {
            name: decode(name)?,
            password: decode(password)?.into(),
        }),
    })
}

fn prefix(url: &Url) -> Result<String, DestinationError> {
    let path = url.path().trim_matches('/');
    if path.is_empty() {
        return Ok(PREFIX.into());
    }
    let plain = |token: &str| {
        let fits = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
        !token.is_empty() && token.chars().all(fits)
    };
    if path.split('.').all(plain) {
        Ok(path.into())
    } else {
        Err(DestinationError::Prefix)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn read(text: &str) -> Result<Destination, DestinationError> {
        text.parse()
    }

    #[test]
    fn secrets_are_not_shown() {
        let text = "nats://user:hunter2@one:4222/agents.mcp,nats://user:hunter2@two:4222";
        let destination = read(text).unwrap();
        assert_eq!(
            destination.shown(),
            "nats://one:4222/agents.mcp,nats://two:4222"
        );
        assert!(!format!("{destination:?}").contains("hunter2"));
        let hook = read("https://hooks.example/in?token=hunter2").unwrap();
        assert_eq!(hook.shown(), "https://hooks.example/[redacted]");
        assert!(!format!("{hook:?}").contains("hunter2"));
        let wrong = read("http://user:hunter2@").unwrap_err();
        assert!(!format!("{wrong:?} {wrong}").contains("hunter2"));
    }

    #[test]
    fn a_broker_receives_the_credentials() {
        let login = |text| match read(text).unwrap().reach {
            Reach::Nats { login, servers, .. } => (login, servers),
            Reach::Http(_) => (None, Vec::new()),
        };
        let (user, servers) = login("nats://me:p%40ss@one,nats://two:1");
        let Some(Login::User { name, password }) = user else {
            panic!("{user:?}");
        };
        assert_eq!((name.as_str(), password.expose_secret()), ("me", "p@ss"));
        assert_eq!(servers, ["nats://one:4222", "nats://two:1"]);
        let (token, _) = login("tls://t0ken@one");
        assert!(matches!(token, Some(Login::Token(token)) if token.expose_secret() == "t0ken"));
        assert!(login("nats://one").0.is_none());
    }

    #[test]
    fn a_brokers_path_begins_its_subjects() {
        let prefix = |text| match read(text).map(|destination| destination.reach) {
            Ok(Reach::Nats { prefix, .. }) => Ok(prefix),
            Ok(Reach::Http(_)) => Ok("http".into()),
            Err(error) => Err(error),
        };
        assert_eq!(prefix("nats://host"), Ok("mcp".into()));
        assert_eq!(prefix("nats://host/a.b"), Ok("a.b".into()));
        assert_eq!(prefix("nats://host/a.>"), Err(DestinationError::Prefix));
        assert_eq!(prefix("nats://host,http://b"), Err(DestinationError::Mixed));
        assert_eq!(
            prefix("ftp://host"),
            Err(DestinationError::Scheme("ftp".into()))
        );
    }
}
