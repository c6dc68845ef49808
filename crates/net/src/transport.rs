//! Sends one request and reads its response with the HTTP library.
//!
//! # Guarantees
//! - Redirects are returned, never followed, so an `Authorization` header is only sent to the origin
//!   it is meant for.
//! - At most [`MAX_RESPONSE_BYTES`] of a response are read.
//! - Requests to loopback bypass the proxy.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::address::is_loopback;
use crate::fault::{ConnectionFault, FaultDetail};
use crate::retry::Retry;
use crate::tls::tls_config_without_roots;

/// Maximum size of a response: those of the API are a few kilobytes, lists some hundreds.
pub const MAX_RESPONSE_BYTES: usize = 8 << 20;

/// Maximum time to establish a connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP request, without the headers that the connection adds.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The target URL.
    pub url: Url,
    /// Headers, secrets included (marked sensitive).
    pub headers: HeaderMap,
    /// The body, possibly empty.
    pub body: Bytes,
    /// Time limit of the whole exchange.
    pub timeout: Duration,
}

/// A complete HTTP response.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Sends requests to a server: [`HttpTransport`] in production, a script in tests.
pub trait Transport: Send + Sync {
    /// Sends `request` and reads its response.
    fn send(&self, request: Request) -> ResponseFuture<'_>;
}

/// The future that [`Transport::send`] returns.
pub type ResponseFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// A request without a complete response.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The connection failed.
    #[error("{fault} ({origin})")]
    Connection {
        /// The kind of failure.
        fault: ConnectionFault,
        /// The origin (scheme, host, port) of the request.
        origin: String,
        /// The operating system's or library's description.
        #[source]
        source: Option<FaultDetail>,
    },
    /// The response exceeds the limit.
    #[error("the response from {origin} exceeds {MAX_RESPONSE_BYTES} bytes")]
    ResponseTooLong {
        /// The origin of the request.
        origin: String,
    },
}

impl TransportError {
    /// Creates the error of an exchange that took too long.
    #[must_use]
    pub fn timed_out(url: &Url) -> Self {
        Self::Connection {
            fault: ConnectionFault::Timeout,
            origin: url.origin().ascii_serialization(),
            source: None,
        }
    }

    /// Decides if a retry can help.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Connection { fault, .. } => fault.retry(),
            Self::ResponseTooLong { .. } => Retry::Later,
        }
    }

    /// Returns true if the server may have received and processed the request.
    #[must_use]
    pub const fn maybe_sent(&self) -> bool {
        match self {
            Self::Connection { fault, .. } => fault.maybe_sent(),
            Self::ResponseTooLong { .. } => true,
        }
    }
}

/// Creates the TLS configuration when the first https request needs it: reading the system's roots
/// takes longer than the rest of the setup.
pub type TlsSource = Box<dyn Fn() -> Result<rustls::ClientConfig, TlsSourceError> + Send + Sync>;

/// A failure to create the TLS configuration.
pub type TlsSourceError = Box<dyn StdError + Send + Sync>;

/// The production transport: HTTP/1.1 with TLS by rustls.
pub struct HttpTransport {
    user_agent: String,
    tls: TlsSource,
    direct: OnceLock<reqwest::Client>,
    outward: OnceLock<reqwest::Client>,
}

impl HttpTransport {
    /// Creates a transport that sends `user_agent` in its `User-Agent` header.
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
                source: Some(FaultDetail::new(source.to_string())),
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
                .tls_backend_preconfigured(tls_config_without_roots()?)
        } else {
            builder
                .https_only(true)
                .tls_backend_preconfigured((self.tls)()?)
        };
        Ok(builder.build()?)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> ResponseFuture<'_> {
        Box::pin(async move {
            let origin = request.url.origin().ascii_serialization();
            let failed = |error: reqwest::Error| TransportError::Connection {
                fault: ConnectionFault::of(&error),
                origin: origin.clone(),
                source: FaultDetail::of(&error),
            };
            let client = self.client_for(&request.url)?;
            let response = client
                .request(request.method, request.url)
                .headers(request.headers)
                .body(request.body)
                .timeout(request.timeout)
                .send()
                .await
                .map_err(failed)?;
            let status = response.status();
            let headers = response.headers().clone();
            let mut body = BytesMut::new();
            let mut chunks = response.bytes_stream();
            while let Some(chunk) = chunks.next().await {
                body.extend_from_slice(&chunk.map_err(failed)?);
                if body.len() > MAX_RESPONSE_BYTES {
                    return Err(TransportError::ResponseTooLong { origin });
                }
            }
            Ok(Response {
                status,
                headers,
                body: body.freeze(),
            })
        })
    }
}
