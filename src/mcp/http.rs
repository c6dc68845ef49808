//! Serves over streamable HTTP: one path, with `Host`, `Origin` and bearer token checked.
//!
//! Host and origin are checked by the SDK, against names of loopback unless others are given: a page
//! in a browser must not reach a server on the same machine
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>).

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::server::Server;
use crate::failure::Failure;
use crate::report;

/// Where the server is.
const PATH: &str = "/mcp";

/// Connections at one time; more wait.
const MOST_CONNECTIONS: usize = 64;

/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Who may come in, and where.
#[derive(Debug)]
pub(crate) struct HttpAccess {
    /// The address.
    pub(crate) address: SocketAddr,
    /// What a caller has to show; `None` only on loopback.
    pub(crate) token: Option<SecretString>,
    /// Names under which the server is reached, beside those of loopback.
    pub(crate) hosts: Vec<String>,
    /// Origins of web pages that may call, beside those of loopback.
    pub(crate) origins: Vec<String>,
}

/// Why HTTP cannot be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// Everybody could come in.
    #[error("{address} can be reached from other machines, and no token was given")]
    NoToken {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be had.
    #[error("failed to listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

type Service = StreamableHttpService<Server, LocalSessionManager>;
type Body = BoxBody<Bytes, Infallible>;

/// Serves until `end`.
///
/// # Errors
/// When the address cannot be had.
pub(super) async fn serve(
    server: Server,
    access: HttpAccess,
    end: CancellationToken,
) -> Result<(), Failure> {
    let address = access.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| HttpError::Listen { address, source })?;
    let local = listener.local_addr().unwrap_or(address);
    tracing::info!(%local, "serving at http://{local}{PATH}");
    // Whoever starts it with port 0 has to learn the port.
    report::print_address(&format!("http://{local}{PATH}"));
    let gate = Arc::new(Gate {
        service: service(server, &access, end.clone()),
        token: access.token,
    });
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = end.cancelled() => return Ok(()),
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = end.cancelled() => return Ok(()),
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            // Out of files, or a connection that was gone at once: others are still served.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let gate = Arc::clone(&gate);
        tokio::spawn(async move {
            let _place = place;
            let pass = service_fn(move |request| {
                let gate = Arc::clone(&gate);
                async move { Ok::<_, Infallible>(gate.pass(request).await) }
            });
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIMEOUT)
                .serve_connection(TokioIo::new(stream), pass);
            if let Err(error) = served.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
}

fn service(server: Server, access: &HttpAccess, end: CancellationToken) -> Service {
    let loopback = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let origins = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"].map(str::to_owned);
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(loopback.into_iter().chain(access.hosts.iter().cloned()))
        .with_allowed_origins(origins.into_iter().chain(access.origins.iter().cloned()))
        .enforce_origin_validation()
        .with_cancellation_token(end);
    let make = move || Ok(server.clone());
    StreamableHttpService::new(make, Arc::default(), config)
}

/// Lets in who shows the token.
struct Gate {
    service: Service,
    token: Option<SecretString>,
}

impl Gate {
    async fn pass(&self, request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != PATH {
            return plain(StatusCode::NOT_FOUND, "the server is at /mcp\n");
        }
        if !self.is_welcome(request.headers()) {
            let mut refusal = plain(StatusCode::UNAUTHORIZED, "a bearer token is needed\n");
            let scheme = http::HeaderValue::from_static("Bearer");
            refusal.headers_mut().insert(WWW_AUTHENTICATE, scheme);
            return refusal;
        }
        self.service.handle(request).await
    }

    fn is_welcome(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else {
            return true;
        };
        let shown = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, shown)| shown.trim());
        shown.is_some_and(|shown| is_same(shown.as_bytes(), token.expose_secret().as_bytes()))
    }
}

/// Compares in a time that does not tell how much of it is right.
fn is_same(shown: &[u8], expected: &[u8]) -> bool {
    let differing = shown
        .iter()
        .zip(expected)
        .fold(0, |differing, (left, right)| differing | (left ^ right));
    shown.len() == expected.len() && differing == 0
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())).boxed());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_same_or_not() {
        assert!(is_same(b"secret", b"secret"));
        for wrong in ["", "secre", "secrets", "Secret"] {
            assert!(!is_same(wrong.as_bytes(), b"secret"), "{wrong}");
        }
    }
}
