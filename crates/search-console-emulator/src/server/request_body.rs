//! Reads the body of a request, within bounds of size and time.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode};

/// Most bytes of a body; the largest true one, an analytics query, is a few kilobytes.
const MOST_BYTES: usize = 1 << 20;

/// How long a body may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Reads `body`, or says with which status it is refused.
pub(super) async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(TIMEOUT, to_bytes(body, MOST_BYTES)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Whether Google's front end misses a length: a PUT or POST must say how long it is, even if 0.
pub(super) fn lacks_length(method: &Method, headers: &HeaderMap) -> bool {
    (method == Method::PUT || method == Method::POST)
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
}
