//! Requests to the remote server.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use rustls::ClientConfig;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::message::ClientMessage;

/// Header of the session.
const SESSION: &str = "mcp-session-id";
/// Header of the protocol version.
const VERSION: &str = "mcp-protocol-version";
/// Time to establish a connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Maximum size of a response or an event in bytes.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// The session that requests belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Headers {
    pub(super) session: Option<String>,
    pub(super) version: Option<String>,
}

/// Reason why a request failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum RemoteError {
    /// The request was not sent.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The connection broke off.
    #[error("the connection broke off: {0}")]
    BrokenOff(String),
    /// The server no longer knows the session.
    #[error("the server does not know the session")]
    NoSession,
    /// Another status.
    #[error("the server answered {status}{}", .text.as_ref().map(|text| format!(": {text}")).unwrap_or_default())]
    Status {
        status: StatusCode,
        text: Option<String>,
    },
    /// The answer cannot be used.
    #[error("{0}")]
    Answer(String),
}

impl RemoteError {
    /// True if the server has not carried out the request.
    pub(super) fn is_untouched(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::NoSession
                | Self::Status {
                    status: StatusCode::UNAUTHORIZED
                        | StatusCode::FORBIDDEN
                        | StatusCode::TOO_MANY_REQUESTS
                        | StatusCode::SERVICE_UNAVAILABLE,
                    ..
                }
        )
    }
}

/// Body of an answer.
pub(super) enum Answer {
    /// A message.
    Message(String),
    /// A stream of events.
    Events(BoxStream<'static, Result<Bytes, RemoteError>>),
    /// Nothing.
    Accepted,
}

/// The remote server.
#[derive(Debug, Clone)]
pub(super) struct Remote {
    client: Client,
    url: Url,
    token: Option<SecretString>,
}

impl Remote {
    pub(super) fn new(
        url: Url,
        token: Option<SecretString>,
        tls: ClientConfig,
    ) -> Result<Self, String> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("mcp-supervisor/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIME)
            // A token must not reach another server.
            .redirect(Policy::none())
            .build()
            .map_err(|error| innermost(&error))?;
        Ok(Self { client, url, token })
    }

    /// Sends a message; returns the session of the answer, and its body.
    pub(super) async fn post(
        &self,
        message: &ClientMessage,
        headers: &Headers,
    ) -> Result<(Option<String>, Answer), RemoteError> {
        let mut request = self
            .request(Method::POST, headers)
            .header(ACCEPT, "application/json, text/event-stream")
            .header(CONTENT_TYPE, "application/json")
            .body(message.text.clone());
        if let Some(version) = &message.version {
            // <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>
            request = request.headers(standard_headers(message, version));
        }
        let response = request.send().await.map_err(|error| failure(&error))?;
        let session = header(response.headers(), SESSION);
        Ok((session, answer(response, headers).await?))
    }

    /// Opens the stream of messages that belong to no request, or resumes a stream.
    pub(super) async fn get(
        &self,
        headers: &Headers,
        last_event: Option<&str>,
    ) -> Result<Answer, RemoteError> {
        let mut request = self
            .request(Method::GET, headers)
            .header(ACCEPT, "text/event-stream");
        if let Some(id) = last_event {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.map_err(|error| failure(&error))?;
        answer(response, headers).await
    }

    /// Ends the session.
    pub(super) async fn delete(&self, headers: &Headers) {
        if headers.session.is_some() {
            // A server need not support it.
            let _ = self.request(Method::DELETE, headers).send().await;
        }
    }

    fn request(&self, method: Method, headers: &Headers) -> RequestBuilder {
        let mut request = self.client.request(method, self.url.clone());
        if let Some(session) = &headers.session {
            request = request.header(SESSION, session);
        }
        if let Some(version) = &headers.version {
            request = request.header(VERSION, version);
        }
        if let Some(token) = &self.token {
            let value = format!("Bearer {}", token.expose_secret());
            if let Ok(mut value) = HeaderValue::from_str(&value) {
                value.set_sensitive(true);
                request = request.header(AUTHORIZATION, value);
            }
        }
        request
    }
}

/// Headers that repeat members of a stateless request.
fn standard_headers(message: &ClientMessage, version: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let values = [
        (VERSION, Some(version)),
        ("mcp-method", message.method.as_deref()),
        ("mcp-name", message.name.as_deref()),
    ];
    for (name, value) in values {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&encoded(value)).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

/// A value as the specification encodes it for a header: as it is, or as Base64.
fn encoded(value: &str) -> String {
    let is_plain = value.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && value.trim() == value
        && !value.starts_with("=?base64?");
    if is_plain {
        value.to_owned()
    } else {
        use base64::Engine as _;
        let code = base64::engine::general_purpose::STANDARD.encode(value);
        format!("=?base64?{code}?=")
    }
}

async fn answer(response: reqwest::Response, headers: &Headers) -> Result<Answer, RemoteError> {
    let status = response.status();
    if status == StatusCode::NOT_FOUND && headers.session.is_some() {
        return Err(RemoteError::NoSession);
    }
    let kind = header(response.headers(), CONTENT_TYPE.as_str()).unwrap_or_default();
    let is_json = kind.starts_with("application/json");
    if status.is_redirection() {
        let to = header(response.headers(), "location");
        return Err(RemoteError::Status { status, text: to });
    }
    if !status.is_success() {
        let text = text(response).await.ok();
        // An error of the protocol, in the form of a response.
        return match text {
            Some(text) if is_json && text.contains("\"jsonrpc\"") => Ok(Answer::Message(text)),
            text => {
                let text = text.filter(|text| !text.trim().is_empty());
                let text = text.map(|text| text.trim().chars().take(200).collect());
                Err(RemoteError::Status { status, text })
            }
        };
    }
    if kind.starts_with("text/event-stream") {
        let bytes = response.bytes_stream();
        let bytes = bytes.map(|piece| piece.map_err(|error| broken_off(&error)));
        return Ok(Answer::Events(bytes.boxed()));
    }
    if status == StatusCode::ACCEPTED || status == StatusCode::NO_CONTENT {
        return Ok(Answer::Accepted);
    }
    let text = text(response).await?;
    match text.trim() {
        "" => Ok(Answer::Accepted),
        _ if is_json => Ok(Answer::Message(text)),
        _ => Err(RemoteError::Answer(format!(
            "the server answered with the media type \"{kind}\""
        ))),
    }
}

/// A body as one line.
async fn text(response: reqwest::Response) -> Result<String, RemoteError> {
    let mut bytes = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(piece) = stream.next().await {
        bytes.extend_from_slice(&piece.map_err(|error| broken_off(&error))?);
        if bytes.len() > MOST_BYTES {
            let why = format!("the server answered with more than {MOST_BYTES} bytes");
            return Err(RemoteError::Answer(why));
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.trim().replace(['\n', '\r'], " "))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

fn failure(error: &reqwest::Error) -> RemoteError {
    if error.is_connect() {
        RemoteError::Unreachable(innermost(error))
    } else {
        broken_off(error)
    }
}

fn broken_off(error: &reqwest::Error) -> RemoteError {
    RemoteError::BrokenOff(innermost(error))
}

/// The most specific cause: "connection refused" rather than "error sending request".
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_headers_are_encoded_as_the_specification_demands() {
        assert_eq!(encoded("get_weather"), "get_weather");
        assert_eq!(encoded("Grüße"), "=?base64?R3LDvMOfZQ==?=");
        assert_eq!(encoded(" x"), "=?base64?IHg=?=");
    }
}
