//! Accepts connections and serves each until it closes, is reset, or the emulator stops.

use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

use crate::server::connection::{Connection, Wire};
use crate::server::exchange::exchange;
use crate::shared::Shared;

/// Maximum time for the head of the next request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// Pause after a failed accept, which usually means that no file descriptors are left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Serves connections until the future is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new()
        .fallback(exchange)
        .with_state(Arc::clone(&shared));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_one(stream, router.clone(), Arc::clone(&shared)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_one(stream: TcpStream, router: Router, shared: Arc<Shared>) {
    // Disable Nagle's algorithm, since responses are small.
    let _ = stream.set_nodelay(true);
    let connection = Connection::new();
    let wire = Wire::new(stream, connection.clone(), shared);
    let service = TowerToHyperService::new(router.layer(Extension(connection.clone())));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(wire), service);
    tokio::select! {
        // A reset has priority over pending writes.
        biased;
        () = connection.until_reset() => {}
        _ = serving => {}
    }
}
