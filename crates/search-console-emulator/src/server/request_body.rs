//! Reads a request body, with limits for size and time.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode};

/// Maximum size of a body; the largest real one, an analytics query, is a few kilobytes.
const MAX_BYTES: usize = 1 << 20;

/// Maximum time for a body.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Reads `body`, or returns the status of the rejection.
pub(super) async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(TIMEOUT, to_bytes(body, MAX_BYTES)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// True if the request lacks a length, which Google's front end requires for PUT and POST, even if
/// it is 0.
pub(super) fn lacks_length(method: &Method, headers: &HeaderMap) -> bool {
    (method == Method::PUT || method == Method::POST)
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
}
