//! Moves one request and its answer; the only place that knows the HTTP library.
//!
//! # Guarantees
//! - Redirects are handed back, never followed, so an `Authorization` header stays with the origin
//!   it was meant for.
//! - An answer is read up to [`MAX_ANSWER_BYTES`].
//! - Requests to loopback do not pass through a proxy.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::endpoint::is_loopback;
use crate::retry::Retry;

/// The longest answer that is read: the API's own answers are a few kilobytes, lists some hundreds.
pub const MAX_ANSWER_BYTES: usize = 8 << 20;

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A request, complete but for what the connection adds.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Where it goes.
    pub url: Url,
    /// Headers, secrets included (marked sensitive).
    pub headers: HeaderMap,
    /// The body, possibly empty.
    pub body: Bytes,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Carries requests to a server: [`HttpTransport`] in production, a script in tests.
pub trait Transport: Send + Sync {
    /// Sends `request` and reads its answer.
    fn send(&self, request: Request) -> AnswerFuture<'_>;
}

/// What [`Transport::send`] gives.
pub type AnswerFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Answer, TransportError>> + Send + 'a>>;

/// What went wrong between two machines, as far as it matters for what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionFault {
    /// The name has no address.
    #[error("the host name could not be resolved")]
    Resolve,
    /// No connection was made; nothing was sent.
    #[error("no connection could be made")]
    Connect,
    /// The peer's certificate is not to be trusted.
    #[error("the server's certificate was not accepted")]
    Certificate,
    /// TLS failed in another way.
    #[error("the TLS connection failed")]
    Tls,
    /// Too slow.
    #[error("no answer in time")]
    Timeout,
    /// The connection ended before the answer did.
    #[error("the connection was cut before the answer was complete")]
    Cut,
}

impl ConnectionFault {
    /// Finds the fault in an error of the HTTP library, by what lies under it.
    #[must_use]
    pub fn of(error: &reqwest::Error) -> Self {
        for cause in causes(error) {
            if let Some(tls) = tls_error(cause) {
                return match tls {
                    rustls::Error::InvalidCertificate(_) => Self::Certificate,
                    _ => Self::Tls,
                };
            }
            // The resolver's error type is private to the HTTP library; its text is all there is.
            if error.is_connect() && cause.to_string() == "dns error" {
                return Self::Resolve;
            }
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect
        } else {
            Self::Cut
        }
    }

    /// Whether trying again can help. Everything but a refused certificate may pass.
    #[must_use]
    pub const fn retry(self) -> Retry {
        match self {
            Self::Certificate => Retry::Never,
            Self::Resolve | Self::Connect | Self::Tls | Self::Timeout | Self::Cut => Retry::Later,
        }
    }

    /// Whether the server may have received the request.
    #[must_use]
    pub const fn maybe_sent(self) -> bool {
        match self {
            Self::Resolve | Self::Connect | Self::Certificate | Self::Tls => false,
            Self::Timeout | Self::Cut => true,
        }
    }
}

/// What the system or the TLS library says of a [`ConnectionFault`]: the innermost cause, since what
/// lies around it only says again that a request failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FaultDetail(String);

impl FaultDetail {
    /// Finds it under an error of the HTTP library.
    #[must_use]
    pub fn of(error: &reqwest::Error) -> Option<Self> {
        // The innermost cause of a timeout is that it was one.
        if error.is_timeout() {
            return None;
        }
        let innermost = causes(error).skip(1).last()?;
        Some(Self(innermost.to_string()))
    }
}

/// A request that got no complete answer.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The network, or the peer's end of it.
    #[error("{fault} ({origin})")]
    Connection {
        /// What happened.
        fault: ConnectionFault,
        /// The origin (scheme, host, port) that was asked.
        origin: String,
        /// What the system or a library says.
        #[source]
        source: Option<FaultDetail>,
    },
    /// The answer is longer than any that makes sense.
    #[error("the answer of {origin} is longer than {MAX_ANSWER_BYTES} bytes")]
    AnswerTooLong {
        /// The origin that was asked.
        origin: String,
    },
}

impl TransportError {
    /// The error for an exchange that was not over in time.
    pub(crate) fn timed_out(url: &Url) -> Self {
        Self::Connection {
            fault: ConnectionFault::Timeout,
            origin: url.origin().ascii_serialization(),
            source: None,
        }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Connection { fault, .. } => fault.retry(),
            Self::AnswerTooLong { .. } => Retry::Later,
        }
    }

    /// Whether the server may have received the request and acted on it.
    #[must_use]
    pub const fn maybe_sent(&self) -> bool {
        match self {
            Self::Connection { fault, .. } => fault.maybe_sent(),
            Self::AnswerTooLong { .. } => true,
        }
    }
}

/// Makes the TLS configuration, once the first https request needs it: reading the system's trust
/// roots costs more than the rest of a run's preparation.
pub type TlsSource = Box<dyn Fn() -> Result<rustls::ClientConfig, TlsSourceError> + Send + Sync>;

/// Why there is no TLS configuration.
pub type TlsSourceError = Box<dyn StdError + Send + Sync>;

/// The transport of production: HTTP/1.1 with TLS by rustls.
pub struct HttpTransport {
    user_agent: String,
    tls: TlsSource,
    direct: OnceLock<reqwest::Client>,
    outward: OnceLock<reqwest::Client>,
}

impl HttpTransport {
    /// A transport that calls itself `user_agent`.
    #[must_use]
    pub fn new(user_agent: impl Into<String>, tls: TlsSource) -> Self {
        Self {
            user_agent: user_agent.into(),
            tls,
            direct: OnceLock::new(),
            outward: OnceLock::new(),
        }
    }

    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, TransportError> {
        let local = url.scheme() == "http" && is_loopback(url);
        let slot = if local { &self.direct } else { &self.outward };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let client = self
            .build(local)
            .map_err(|source| TransportError::Connection {
                fault: ConnectionFault::Certificate,
                origin: url.origin().ascii_serialization(),
                source: Some(FaultDetail(source.to_string())),
            })?;
        Ok(slot.get_or_init(|| client))
    }

    fn build(&self, local: bool) -> Result<reqwest::Client, TlsSourceError> {
        let builder = reqwest::Client::builder()
            .user_agent(self.user_agent.as_str())
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true);
        let builder = if local {
            builder
                .no_proxy()
                .tls_backend_preconfigured(trusts_nobody()?)
        } else {
            builder
                .https_only(true)
                .tls_backend_preconfigured((self.tls)()?)
        };
        Ok(builder.build()?)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> AnswerFuture<'_> {
        Box::pin(async move {
            let origin = request.url.origin().ascii_serialization();
            let failed = |error: reqwest::Error| TransportError::Connection {
                fault: ConnectionFault::of(&error),
                origin: origin.clone(),
                source: FaultDetail::of(&error),
            };
            let client = self.client_for(&request.url)?;
            let answer = client
                .request(request.method, request.url)
                .headers(request.headers)
                .body(request.body)
                .timeout(request.timeout)
                .send()
                .await
                .map_err(failed)?;
            let status = answer.status();
            let headers = answer.headers().clone();
            let mut body = BytesMut::new();
            let mut chunks = answer.bytes_stream();
            while let Some(chunk) = chunks.next().await {
                body.extend_from_slice(&chunk.map_err(failed)?);
                if body.len() > MAX_ANSWER_BYTES {
                    return Err(TransportError::AnswerTooLong { origin });
                }
            }
            Ok(Answer {
                status,
                headers,
                body: body.freeze(),
            })
        })
    }
}

/// A TLS configuration for connections that use none: it trusts nobody, and costs nothing to make.
///
/// # Errors
/// When the crypto library and the protocol versions do not fit, which does not happen.
pub fn trusts_nobody() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let current = next?;
        next = current.source();
        Some(current)
    })
}

/// The TLS error in `cause`, which may be wrapped in I/O errors, one in the other (whose `source`
/// skips over what they wrap).
fn tls_error<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    tls_error(cause.downcast_ref::<io::Error>()?.get_ref()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tls_error_is_found_under_layers_of_io_errors() {
        let tls = rustls::Error::HandshakeNotComplete;
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert!(tls_error(&wrapped).is_some());
        assert!(tls_error(&io::Error::other("refused")).is_none());
    }
}
