//! Holds an answer before it is sent.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

/// `Content-Type` of Google's JSON.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");

/// `Content-Type` of the error pages of Google's front end.
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");

/// Status, headers and body, and what the request changed.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the request has changed what the emulator remembers.
    pub(crate) recorded: bool,
}

impl Answer {
    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            recorded: false,
        }
    }

    /// 204: what a PUT or DELETE of this API is answered. The discovery document gives these methods
    /// no response, and Google's own client would fail to parse an empty 200.
    pub(crate) fn done() -> Self {
        Self {
            recorded: true,
            ..Self::empty(StatusCode::NO_CONTENT)
        }
    }

    /// `value` as JSON, laid out as Google lays it out.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let mut body = serde_json::to_vec_pretty(value).unwrap_or_default();
        body.push(b'\n');
        Self {
            body: Bytes::from(body),
            ..Self::empty(status)
        }
        .with(CONTENT_TYPE, JSON)
    }

    /// An error page as Google's front end shows it.
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

    /// The same answer with one header more.
    #[must_use]
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}
