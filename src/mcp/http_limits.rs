//! Limits of the HTTP server: path, token, size, time, and numbers of sessions and streams.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use rmcp::transport::common::http_header::HEADER_SESSION_ID;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use super::server::Server;

/// Path of the server.
pub(super) const PATH: &str = "/mcp";

/// Maximum number of sessions; each ends after five idle minutes.
const MOST_SESSIONS: usize = 128;

/// Maximum number of open streams for messages of the server.
const MOST_STREAMS: usize = 128;

/// Maximum size of a request, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// Time limit for receiving a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

pub(super) type Service = StreamableHttpService<Server, LocalSessionManager>;
type Body = BoxBody<Bytes, Infallible>;

/// Admits requests with the token, up to the limits.
pub(super) struct HttpLimits {
    service: Service,
    sessions: Arc<LocalSessionManager>,
    /// Locked while sessions are counted and one is added, so that concurrent requests cannot
    /// exceed the limit.
    beginning: Mutex<()>,
    streams: Arc<Semaphore>,
    token: Option<SecretString>,
}

/// Resources of a connection.
pub(super) struct Place(Mutex<OwnedSemaphorePermit>);

impl Place {
    /// Permit of the connection.
    pub(super) fn new(place: OwnedSemaphorePermit) -> Self {
        Self(Mutex::new(place))
    }
}

impl HttpLimits {
    /// Limits for `service`, which keeps its sessions in `sessions`.
    pub(super) fn new(
        service: Service,
        sessions: Arc<LocalSessionManager>,
        token: Option<SecretString>,
    ) -> Self {
        Self {
            service,
            sessions,
            beginning: Mutex::new(()),
            streams: Arc::new(Semaphore::new(MOST_STREAMS)),
            token,
        }
    }

    /// Handles `request` from the connection with the permit `place`.
    pub(super) async fn pass(&self, request: Request<Incoming>, place: &Place) -> Response<Body> {
        if request.uri().path() != PATH {
            return plain(StatusCode::NOT_FOUND, "the server is at /mcp\n");
        }
        if !self.is_welcome(request.headers()) {
            let mut refusal = plain(StatusCode::UNAUTHORIZED, "a bearer token is required\n");
            let scheme = HeaderValue::from_static("Bearer");
            refusal.headers_mut().insert(WWW_AUTHENTICATE, scheme);
            return refusal;
        }
        if request.method() == Method::GET {
            return self.stream(request, place).await;
        }
        let (head, body) = request.into_parts();
        let body = match read(body, BODY_TIMEOUT).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let begins_session = begins_session(&head.headers, &body);
        let request = Request::from_parts(head, Full::new(body));
        if begins_session {
            self.begin(request).await
        } else {
            self.service.handle(request).await
        }
    }

    /// Starts a session, up to the limit.
    async fn begin(&self, request: Request<Full<Bytes>>) -> Response<Body> {
        let _beginning = self.beginning.lock().await;
        if self.sessions.sessions.read().await.len() >= MOST_SESSIONS {
            let message = "too many sessions are open; end one with DELETE, or try again later\n";
            return plain(StatusCode::SERVICE_UNAVAILABLE, message);
        }
        self.service.handle(request).await
    }

    /// Opens a stream. It may stay open forever, so its connection no longer counts as one with a
    /// request, but as a stream.
    async fn stream(&self, request: Request<Incoming>, place: &Place) -> Response<Body> {
        let Ok(own) = Arc::clone(&self.streams).try_acquire_owned() else {
            let message = "too many streams are open; try again later\n";
            return refusal(StatusCode::SERVICE_UNAVAILABLE, message);
        };
        *place.0.lock().await = own;
        ending(self.service.handle(request).await)
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
        shown.is_some_and(|shown| {
            // Compare in constant time, so that the duration does not reveal how much of the token
            // is correct.
            let expected = token.expose_secret().as_bytes();
            shown.as_bytes().ct_eq(expected).into()
        })
    }
}

/// Reads a request within the limits of size and time.
async fn read<B>(body: B, patience: Duration) -> Result<Bytes, Response<Body>>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let whole = Limited::new(body, MOST_BYTES).collect();
    let Ok(read) = tokio::time::timeout(patience, whole).await else {
        let message = "the request took too long to arrive\n";
        return Err(refusal(StatusCode::REQUEST_TIMEOUT, message));
    };
    match read {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let message = "the request is too long\n";
            Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Err(_) => Err(refusal(
            StatusCode::BAD_REQUEST,
            "the connection closed before the request was complete\n",
        )),
    }
}

/// True if a request starts a session. Requests of stateless protocol versions and requests within
/// a session do not. An unreadable request counts as one that does.
fn begins_session(headers: &HeaderMap, body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Message {
        method: String,
    }
    let session = headers.get(HEADER_SESSION_ID);
    session.is_none_or(|session| session.to_str().is_err())
        && serde_json::from_slice::<Message>(body)
            .map_or(true, |message| message.method == "initialize")
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())).boxed());
    *response.status_mut() = status;
    response
}

/// A response after which the connection is closed.
pub(super) fn refusal(status: StatusCode, text: &'static str) -> Response<Body> {
    ending(plain(status, text))
}

fn ending(mut response: Response<Body>) -> Response<Body> {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_begins_with_initialize_outside_of_any() {
        let outside = HeaderMap::new();
        let mut within = HeaderMap::new();
        within.insert(HEADER_SESSION_ID, HeaderValue::from_static("s"));
        let twice = br#"{"method": "ping", "method": "initialize"}"#;
        for (headers, body, expected) in [
            (&outside, br#"{"method": "initialize"}"#.as_slice(), true),
            (&outside, twice, true),
            (&outside, br#"{"method": "tools/list"}"#, false),
            (&within, br#"{"method": "initialize"}"#, false),
        ] {
            assert_eq!(begins_session(headers, body), expected, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn a_request_that_does_not_end_is_not_waited_for() {
        let never =
            futures_util::stream::pending::<Result<hyper::body::Frame<Bytes>, Infallible>>();
        let refusal = read(http_body_util::StreamBody::new(never), Duration::ZERO).await;
        let status = refusal.map_err(|refusal| refusal.status());
        assert_eq!(status, Err(StatusCode::REQUEST_TIMEOUT));
    }

    #[tokio::test]
    async fn a_request_that_is_too_long_is_not_read() {
        let long = Full::new(Bytes::from(vec![b' '; MOST_BYTES + 1]));
        let status = read(long, BODY_TIMEOUT)
            .await
            .map_err(|refusal| refusal.status());
        assert_eq!(status, Err(StatusCode::PAYLOAD_TOO_LARGE));
    }
}
