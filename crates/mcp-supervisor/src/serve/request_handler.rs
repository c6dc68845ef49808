//! Handles requests: checks access, limits size and time, and passes them to their session or to
//! the shared server.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use rmcp::transport::streamable_http_server::StreamableHttpService;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::access::{Access, Refusal};
use super::messages::RawBody;
use super::sessions::Sessions;
use super::shared::{Message, Messages, Shared, SharedError};

/// Path of the endpoint.
pub(super) const PATH: &str = "/mcp";
/// Time in which a request has to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);
/// Interval of comments that keep a stream open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// First protocol version without sessions.
const STATELESS: &str = "2026-07-28";
/// Member of `_meta` with the protocol version of a request.
const META_VERSION: &str = "io.modelcontextprotocol/protocolVersion";

const SESSION_HEADER: &str = "mcp-session-id";
const VERSION_HEADER: &str = "mcp-protocol-version";

/// <https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes>
const HEADER_MISMATCH: i64 = -32020;

pub(super) type Body = BoxBody<Bytes, Infallible>;

/// Handler of the SDK, which gets no messages.
#[derive(Debug, Clone)]
pub(super) struct NoHandler;

impl rmcp::ServerHandler for NoHandler {}

/// Access checks and limits between connections and servers.
pub(super) struct RequestHandler {
    pub(super) access: Access,
    pub(super) service: StreamableHttpService<NoHandler, Sessions>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) max_sessions: usize,
    /// Locked while a session begins, so that concurrent requests cannot exceed the limit.
    pub(super) beginning: Mutex<()>,
    pub(super) shared: Shared,
    /// Maximum size of a request in bytes.
    pub(super) most_bytes: usize,
}

impl RequestHandler {
    pub(super) async fn pass(&self, request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != PATH {
            return text(StatusCode::NOT_FOUND, "the endpoint is /mcp");
        }
        if let Err(refusal) = self.access.check(request.uri(), request.headers()) {
            return refused(refusal);
        }
        let (mut head, body) = request.into_parts();
        if head.method != Method::POST {
            let is_end = head.method == Method::DELETE;
            let request = Request::from_parts(head, Full::new(Bytes::new()));
            let mut response = self.service.handle(request).await;
            if is_end && response.status() == StatusCode::ACCEPTED {
                // The Python SDK takes 202 for a failure.
                *response.status_mut() = StatusCode::NO_CONTENT;
            }
            return response;
        }
        let body = match self.read(body).await {
            Ok(body) => body,
            Err(response) => return response,
        };
        // The SDK handles bodies that are not a single message.
        let message: Value = serde_json::from_slice(&body).unwrap_or_default();
        let is_in_session = head.headers.contains_key(SESSION_HEADER);
        if !is_in_session && is_stateless(&head.headers, &message) {
            return self.stateless(&head, message).await;
        }
        head.extensions.insert(RawBody(body.clone()));
        let request = Request::from_parts(head, Full::new(body));
        if !is_in_session && message["method"] == "initialize" {
            return self.begin(request).await;
        }
        self.service.handle(request).await
    }

    async fn read(&self, body: Incoming) -> Result<Bytes, Response<Body>> {
        let whole = Limited::new(body, self.most_bytes).collect();
        match timeout(BODY_TIME, whole).await {
            Ok(Ok(whole)) => Ok(whole.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(text(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the message is longer than --max-message allows",
            )),
            Ok(Err(_)) => Err(text(
                StatusCode::BAD_REQUEST,
                "the connection closed before the request was complete",
            )),
            Err(_) => Err(text(
                StatusCode::REQUEST_TIMEOUT,
                "the request took too long to arrive",
            )),
        }
    }

    /// Starts a session, up to the limit.
    async fn begin(&self, request: Request<Full<Bytes>>) -> Response<Body> {
        let _beginning = self.beginning.lock().await;
        if self.sessions.count().await >= self.max_sessions {
            let why = "too many sessions are open (--max-sessions); end one with DELETE, or try again later";
            let mut response = text(StatusCode::SERVICE_UNAVAILABLE, why);
            let wait = HeaderValue::from_static("30");
            response.headers_mut().insert(RETRY_AFTER, wait);
            return response;
        }
        self.service.handle(request).await
    }

    /// Passes a request without a session to the shared server.
    async fn stateless(&self, head: &Parts, message: Value) -> Response<Body> {
        let id = message["id"].clone();
        if id.is_null() || !message["method"].is_string() {
            // Notifications have no effect without a session.
            return empty(StatusCode::ACCEPTED);
        }
        if let Some(why) = mismatch(&head.headers, &message) {
            return error(&id, HEADER_MISMATCH, &why);
        }
        let mut messages = match self.shared.request(message).await {
            Ok(messages) => messages,
            Err(failure @ SharedError::TooMany) => {
                return text(StatusCode::SERVICE_UNAVAILABLE, &failure.to_string());
            }
            Err(failure) => return error(&id, -31000, &failure.to_string()),
        };
        match messages.next().await {
            None => error(&id, -31003, "the server has ended"),
            Some(Message {
                value,
                is_last: true,
            }) => json_response(status(&value), &value),
            Some(first) => event_stream(first, messages),
        }
    }
}

/// True if a request belongs to the era without sessions.
fn is_stateless(headers: &HeaderMap, message: &Value) -> bool {
    let version = headers
        .get(VERSION_HEADER)
        .and_then(|value| value.to_str().ok());
    message["method"] != "initialize"
        && (message["method"] == "server/discover"
            || message["params"]["_meta"][META_VERSION].is_string()
            || version.is_some_and(|version| version >= STATELESS))
}

/// Contradiction between the headers and the message, if there is one.
fn mismatch(headers: &HeaderMap, message: &Value) -> Option<String> {
    let params = &message["params"];
    let name = params["name"].as_str().or_else(|| params["uri"].as_str());
    let expected = [
        (VERSION_HEADER, params["_meta"][META_VERSION].as_str()),
        ("mcp-method", message["method"].as_str()),
        ("mcp-name", name),
    ];
    expected.into_iter().find_map(|(header, expected)| {
        let given = decoded(headers.get(header)?.to_str().ok()?);
        let expected = expected?;
        (given.as_deref() != Some(expected))
            .then(|| format!("the header {header} contradicts the message"))
    })
}

/// A value of a header, which may be encoded with Base64.
fn decoded(value: &str) -> Option<String> {
    let Some(code) = value.strip_prefix("=?base64?") else {
        return Some(value.to_owned());
    };
    use base64::Engine as _;
    let code = code.strip_suffix("?=")?;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(code)
        .ok()?;
    String::from_utf8(bytes).ok()
}

/// Status of the response with this message.
fn status(message: &Value) -> StatusCode {
    match message["error"]["code"].as_i64() {
        // Header mismatch, missing capability, unsupported protocol version.
        Some(-32022..=-32020) => StatusCode::BAD_REQUEST,
        Some(-32601) => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    }
}

fn error(id: &Value, code: i64, why: &str) -> Response<Body> {
    let message = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": why}});
    json_response(status(&message), &message)
}

fn json_response(status: StatusCode, message: &Value) -> Response<Body> {
    let mut response = text(status, &message.to_string());
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn event_stream(first: Message, messages: Messages) -> Response<Body> {
    let events = stream::unfold((Some(first), Some(messages)), |(next, messages)| async {
        if let Some(message) = next {
            let messages = messages.filter(|_| !message.is_last);
            let event = format!("event: message\ndata: {}\n\n", message.value);
            return Some((event, (None, messages)));
        }
        let mut messages = messages?;
        match timeout(KEEP_ALIVE, messages.next()).await {
            Ok(None) => None,
            Ok(Some(message)) => {
                let messages = (!message.is_last).then_some(messages);
                let event = format!("event: message\ndata: {}\n\n", message.value);
                Some((event, (None, messages)))
            }
            Err(_) => Some((": keep-alive\n\n".to_owned(), (None, Some(messages)))),
        }
    });
    let frames = futures_util::StreamExt::map(events, |event| {
        Ok::<_, Infallible>(Frame::data(Bytes::from(event)))
    });
    let mut response = Response::new(StreamBody::new(frames).boxed());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn refused(refusal: Refusal) -> Response<Body> {
    let mut response = text(refusal.status(), &refusal.to_string());
    if refusal == Refusal::Token {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    }
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::new()).boxed());
    *response.status_mut() = status;
    response
}

fn text(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::from(format!("{text}\n"))).boxed());
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[(&'static str, &str)]) -> HeaderMap {
        let parsed = values.iter().map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, value.parse().unwrap())
        });
        parsed.collect()
    }

    #[test]
    fn the_era_of_a_request_is_known_from_its_header_or_its_message() {
        let none = HeaderMap::new();
        let modern = headers(&[(VERSION_HEADER, "2026-07-28")]);
        let legacy = headers(&[(VERSION_HEADER, "2025-11-25")]);
        let list = json!({"method": "tools/list"});
        let with_meta =
            json!({"method": "tools/list", "params": {"_meta": {META_VERSION: "2026-07-28"}}});
        assert!(is_stateless(&modern, &list) && is_stateless(&none, &with_meta));
        assert!(is_stateless(&none, &json!({"method": "server/discover"})));
        assert!(!is_stateless(&legacy, &list) && !is_stateless(&none, &list));
        assert!(!is_stateless(&modern, &json!({"method": "initialize"})));
    }

    #[test]
    fn headers_must_not_contradict_the_message() {
        let message = json!({"method": "tools/call", "params": {"name": "Grüße"}});
        let fine = headers(&[
            ("mcp-method", "tools/call"),
            ("mcp-name", "=?base64?R3LDvMOfZQ==?="),
        ]);
        assert_eq!(mismatch(&fine, &message), None);
        assert_eq!(mismatch(&HeaderMap::new(), &message), None);
        for wrong in [("mcp-method", "tools/list"), ("mcp-name", "other")] {
            assert!(
                mismatch(&headers(&[wrong]), &message).is_some(),
                "{wrong:?}"
            );
        }
    }
}
