//! HTTP server for metrics and probes.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::exposition::Exposition;
use crate::event::Level;
use crate::log::Log;

/// Maximum number of concurrent connections; a probe and a scraper need two.
const MOST_CONNECTIONS: usize = 32;
/// Maximum lifetime of a connection.
const CONNECTION: Duration = Duration::from_secs(60);
/// Time limit for the head of a request.
const HEAD: Duration = Duration::from_secs(5);
/// Interval of attempts to bind the address, which may become free when another supervisor ends.
const AGAIN: Duration = Duration::from_secs(5);

/// Serves `/metrics`, `/healthz` and `/readyz`. If the address cannot be bound, this is logged once
/// and retried, since the server must keep its supervisor.
pub async fn serve(address: SocketAddr, exposition: Exposition, log: Log) {
    let mut is_reported = false;
    let listener = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(error) => {
                if !std::mem::replace(&mut is_reported, true) {
                    let message = format!(
                        "Metrics cannot be served on {address}: {error}. Retrying every {} s.",
                        AGAIN.as_secs()
                    );
                    log.remark(Level::Error, &message);
                }
                sleep(AGAIN).await;
            }
        }
    };
    if let Ok(address) = listener.local_addr() {
        let message = format!("Metrics are served on http://{address}/metrics.");
        log.remark(Level::Info, &message);
    }
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Most likely, no file descriptors are left.
            sleep(AGAIN).await;
            continue;
        };
        let exposition = exposition.clone();
        tokio::spawn(async move {
            let answer = service_fn(move |request| {
                let response = respond(&request, &exposition);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = http1::Builder::new()
                // One answer, so that idle clients cannot occupy all connections.
                .keep_alive(false)
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .serve_connection(TokioIo::new(stream), answer);
            let _ = timeout(CONNECTION, connection).await;
            drop(permit);
        });
    }
}

fn respond(request: &Request<Incoming>, exposition: &Exposition) -> Response<Full<Bytes>> {
    let condition = exposition.condition();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return answer(StatusCode::METHOD_NOT_ALLOWED, "GET only\n".into());
    }
    match request.uri().path() {
        "/metrics" => answer(StatusCode::OK, exposition.text()),
        // Restarting the container does not help a server that its supervisor cannot keep alive.
        "/healthz" => answer(StatusCode::OK, format!("{}\n", condition.name())),
        "/readyz" => {
            let status = if condition.takes_requests() {
                StatusCode::OK
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            answer(status, format!("{}\n", condition.name()))
        }
        _ => answer(
            StatusCode::NOT_FOUND,
            "there are /metrics, /healthz and /readyz\n".into(),
        ),
    }
}

fn answer(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    response
}
