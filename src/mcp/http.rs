//! Serves over streamable HTTP: one path, with `Host`, `Origin` and bearer token checked.
//!
//! Host and origin are checked by the SDK, against names of loopback unless others are given: a
//! page in a browser must not reach a server on the same machine
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>).
//!
//! Connections, streams, sessions, and the time and bytes of a request are limited. Beyond that,
//! requests are rejected immediately.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::http_limits::{self, HttpLimits, PATH, Place, Service};
use super::server::Server;
use crate::app::HttpAccess;
use crate::model::{ExitCode, Failure, FailureReport, Remedy};
use crate::render;

/// Maximum number of concurrent connections, not counting open streams.
const MOST_CONNECTIONS: usize = 64;

/// Maximum number of concurrent connections that receive a rejection; more are closed.
const MOST_REFUSALS: usize = 64;

/// Time limit for such a response.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);

/// Time limit for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// HTTP server that cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// The address cannot be bound.
    #[error("failed to listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Error of the operating system.
        #[source]
        source: std::io::Error,
    },
}

impl Failure for HttpError {
    fn exit_code(&self) -> ExitCode {
        ExitCode::Unexpected
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Listen { .. } => Some("choose another address with `--http`".into()),
        }
    }
}

/// Serves until `end`.
///
/// # Errors
/// If the address cannot be bound.
pub(super) async fn serve(
    server: Server,
    access: HttpAccess,
    end: CancellationToken,
) -> Result<(), FailureReport> {
    let address = access.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| HttpError::Listen { address, source })?;
    let local = listener.local_addr().unwrap_or(address);
    tracing::info!(%local, "serving at http://{local}{PATH}");
    // Print the address, since port 0 selects a free port.
    render::print_address(&format!("http://{local}{PATH}"));
    let sessions = Arc::<LocalSessionManager>::default();
    let service = service(server, &access, Arc::clone(&sessions), end.clone());
    let limits = Arc::new(HttpLimits::new(service, sessions, access.token));
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let refusals = Arc::new(Semaphore::new(MOST_REFUSALS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = end.cancelled() => return Ok(()),
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            // Out of file descriptors, or a connection that was closed at once: other connections
            // are still served.
            Err(error) => {
                tracing::warn!(%error, "failed to accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            tokio::spawn(serve_one(stream, Arc::clone(&limits), place));
        } else if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
            tokio::spawn(turn_away(stream, place));
        }
    }
}

async fn serve_one(stream: TcpStream, limits: Arc<HttpLimits>, place: OwnedSemaphorePermit) {
    let place = Place::new(place);
    let pass =
        service_fn(|request| async { Ok::<_, Infallible>(limits.pass(request, &place).await) });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), pass);
    if let Err(error) = served.await {
        tracing::debug!(%error, "a connection ended");
    }
}

/// Rejects a connection because there are too many.
async fn turn_away(stream: TcpStream, _place: OwnedSemaphorePermit) {
    let refuse = service_fn(|_| async {
        let words = "too many connections are open; try again later\n";
        Ok::<_, Infallible>(http_limits::refusal(StatusCode::SERVICE_UNAVAILABLE, words))
    });
    let told = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), refuse);
    // Ignore errors, since the client may have disconnected.
    let _ = tokio::time::timeout(REFUSAL_TIMEOUT, told).await;
}

fn service(
    server: Server,
    access: &HttpAccess,
    sessions: Arc<LocalSessionManager>,
    end: CancellationToken,
) -> Service {
    let loopback = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let origins = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"].map(str::to_owned);
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(loopback.into_iter().chain(access.hosts.iter().cloned()))
        .with_allowed_origins(origins.into_iter().chain(access.origins.iter().cloned()))
        .enforce_origin_validation()
        .with_cancellation_token(end);
    let make = move || Ok(server.clone());
    StreamableHttpService::new(make, sessions, config)
}
