//! A response before it is sent.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

/// `Content-Type` of Google's JSON.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");

/// `Content-Type` of the error pages of Google's front end.
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");

/// Status, headers and body, and the request's effect.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// True if the request changed the emulator's state.
    pub(crate) recorded: bool,
}

impl Response {
    /// Creates a response without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            recorded: false,
        }
    }

    /// Creates a 204, the response to a PUT or DELETE: the discovery document defines no response
    /// body for these methods, and Google's client would fail to parse an empty 200.
    pub(crate) fn no_content() -> Self {
        Self {
            recorded: true,
            ..Self::empty(StatusCode::NO_CONTENT)
        }
    }

    /// Creates a response with `value` as JSON, formatted like Google's.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let mut body = serde_json::to_vec_pretty(value).unwrap_or_default();
        body.push(b'\n');
        Self {
            body: Bytes::from(body),
            ..Self::empty(status)
        }
        .with(CONTENT_TYPE, JSON)
    }

    /// Creates an error page like those of Google's front end.
    pub(crate) fn html(status: StatusCode) -> Self {
        let code = status.as_u16();
        let reason = status.canonical_reason().unwrap_or_default();
        let page = format!(
            "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  \
             <title>Error {code} ({reason})!!1</title>\n  \
             <p><b>{code}.</b> <ins>That’s an error.</ins>\n"
        );
        Self {
            body: Bytes::from(page),
            ..Self::empty(status)
        }
        .with(CONTENT_TYPE, HTML)
    }

    /// Adds a header.
    #[must_use]
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}
