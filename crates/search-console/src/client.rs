//! Sends typed calls: bearer token, one new token on 401, retries, parsing of the response.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::api_error::ApiError;
use crate::auth::{AccessToken, Clock, TokenError, TokenSource};
use crate::endpoint::ApiEndpoint;
use crate::server_clock::ServerClock;
use net::Deadline;
use net::retry::{Retry, RetryPolicy, retry};
use net::transport::{Request, Response, Transport, TransportError};

/// A client of the API, for one account.
pub struct Client {
    endpoint: ApiEndpoint,
    transport: Arc<dyn Transport>,
    tokens: Arc<dyn TokenSource>,
    policy: RetryPolicy,
    clock: Clock,
    server_clock: ServerClock,
}

/// An API call: its name in the API's reference, and its request.
#[derive(Debug, Clone)]
pub struct Call {
    name: &'static str,
    method: Method,
    /// Path below the endpoint's root, without a leading slash, percent-encoded.
    path: String,
    /// Query, percent-encoded.
    query: Option<String>,
    /// JSON, or empty.
    body: Bytes,
    /// True for the Site Verification API.
    is_site_verification: bool,
}

impl Call {
    pub(crate) const fn get(name: &'static str, path: String) -> Self {
        Self::new(name, Method::GET, path)
    }

    pub(crate) const fn put(name: &'static str, path: String) -> Self {
        Self::new(name, Method::PUT, path)
    }

    pub(crate) const fn delete(name: &'static str, path: String) -> Self {
        Self::new(name, Method::DELETE, path)
    }

    /// Creates a call that sends `body` as JSON; serialisation of this crate's types cannot fail.
    pub(crate) fn post(name: &'static str, path: String, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self {
            body: body.into(),
            ..Self::new(name, Method::POST, path)
        }
    }

    /// Creates a call that changes a part of a resource.
    pub(crate) fn patch(name: &'static str, path: String, body: &impl Serialize) -> Self {
        Self {
            method: Method::PATCH,
            ..Self::post(name, path, body)
        }
    }

    /// Makes it a call of the Site Verification API.
    pub(crate) fn of_site_verification(self) -> Self {
        Self {
            is_site_verification: true,
            ..self
        }
    }

    pub(crate) fn with_query(self, query: String) -> Self {
        Self {
            query: Some(query),
            ..self
        }
    }

    const fn new(name: &'static str, method: Method, path: String) -> Self {
        Self {
            name,
            method,
            path,
            query: None,
            body: Bytes::new(),
            is_site_verification: false,
        }
    }
}

/// A result with the number of attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called<T> {
    /// The result.
    pub value: T,
    /// Number of attempts, including the successful one.
    pub attempts: u32,
}

impl<T> Called<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Called<U> {
        Called {
            value: change(self.value),
            attempts: self.attempts,
        }
    }
}

/// A call that failed permanently.
#[derive(Debug, thiserror::Error)]
#[error("{call} failed after {attempts} attempt{}", if *.attempts == 1 { "" } else { "s" })]
pub struct CallError {
    /// The call's name in the API's reference.
    pub call: &'static str,
    /// The last error.
    #[source]
    pub error: Error,
    /// Number of attempts.
    pub attempts: u32,
    /// True if any attempt may have taken effect although its response was lost or an error.
    pub maybe_applied: bool,
}

/// A failed attempt.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No access token could be obtained.
    #[error("failed to get an access token")]
    Token(#[source] TokenError),
    /// The API sent no complete response.
    #[error("the API did not respond")]
    Transport(#[source] TransportError),
    /// The API rejected the request.
    #[error("the API rejected the request")]
    Api(#[source] ApiError),
    /// A success with a body that the API does not document, probably from a proxy.
    #[error("the response is malformed")]
    Response(#[source] ResponseError),
}

/// A success with a malformed body.
#[derive(Debug, thiserror::Error)]
#[error("HTTP {status} with a body that is not the API's ({problem})")]
pub struct ResponseError {
    status: StatusCode,
    /// The kind of problem and its position, never the content.
    problem: String,
}

impl Error {
    /// Decides if a retry can help.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Token(error) => error.retry(),
            Self::Transport(error) => error.retry(),
            Self::Api(error) => error.retry(),
            Self::Response(_) => Retry::Later,
        }
    }

    /// True if the call may have taken effect despite the error.
    const fn maybe_applied(&self) -> bool {
        match self {
            Self::Token(_) => false,
            Self::Transport(error) => error.maybe_sent(),
            Self::Api(error) => error.maybe_applied(),
            Self::Response(_) => true,
        }
    }
}

/// State shared by the attempts of one call.
#[derive(Default)]
struct Attempts {
    count: AtomicU32,
    token_replaced: AtomicBool,
    maybe_applied: AtomicBool,
}

impl Client {
    /// Creates a client that sends calls to `endpoint` through `transport`, authenticated by `tokens`.
    #[must_use]
    pub fn new(
        endpoint: ApiEndpoint,
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn TokenSource>,
        clock: Clock,
    ) -> Self {
        Self {
            endpoint,
            transport,
            tokens,
            policy: RetryPolicy::default(),
            clock,
            server_clock: ServerClock::default(),
        }
    }

    /// The account's e-mail address, which must be a user of the property.
    #[must_use]
    pub fn account(&self) -> &str {
        self.tokens.account()
    }

    /// True if the API is an emulator on loopback.
    #[must_use]
    pub fn is_emulator(&self) -> bool {
        self.endpoint.is_emulator()
    }

    /// The API's clock, observed from its responses.
    #[must_use]
    pub const fn server_clock(&self) -> &ServerClock {
        &self.server_clock
    }

    /// Obtains the access token of the next call, so that this does not fail within it.
    ///
    /// # Errors
    /// [`Error::Token`] if no token arrives before `deadline`.
    pub async fn prepare(&self, deadline: Deadline) -> Result<(), Error> {
        self.tokens
            .token(deadline)
            .await
            .map(drop)
            .map_err(Error::Token)
    }

    /// Makes `call` and parses its response as JSON.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Called<T>, CallError> {
        self.repeat(call, deadline, read_json).await
    }

    /// Makes `call` and ignores the response body.
    pub(crate) async fn empty(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Called<()>, CallError> {
        self.repeat(call, deadline, |_| Ok(())).await
    }

    /// Makes `call` without retries and parses its response as JSON, for callers that count every
    /// attempt. A rejected token is still replaced once.
    pub(crate) async fn json_once<T: DeserializeOwned>(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<T, Error> {
        self.attempt(call, deadline, &Attempts::default(), &read_json)
            .await
    }

    /// Makes `call` until it succeeds, fails permanently, or the deadline is near. All calls of this
    /// crate are idempotent, so a retry after a lost response is safe.
    async fn repeat<T>(
        &self,
        call: &Call,
        deadline: Deadline,
        read: impl Fn(Response) -> Result<T, Error>,
    ) -> Result<Called<T>, CallError> {
        let shared = Attempts::default();
        let result = retry(self.policy, deadline, Error::retry, || {
            self.attempt(call, deadline, &shared, &read)
        })
        .await;
        let attempts = shared.count.load(Ordering::Relaxed);
        match result {
            Ok(value) => Ok(Called { value, attempts }),
            Err(error) => Err(CallError {
                call: call.name,
                error,
                attempts,
                maybe_applied: shared.maybe_applied.load(Ordering::Relaxed),
            }),
        }
    }

    async fn attempt<T>(
        &self,
        call: &Call,
        deadline: Deadline,
        shared: &Attempts,
        read: &impl Fn(Response) -> Result<T, Error>,
    ) -> Result<T, Error> {
        shared.count.fetch_add(1, Ordering::Relaxed);
        let result = async {
            let token = self.tokens.token(deadline).await.map_err(Error::Token)?;
            let mut response = self.send(call, &token, deadline).await?;
            // A token can be revoked before it expires: get a new one and retry, once.
            if response.status == StatusCode::UNAUTHORIZED
                && !shared.token_replaced.swap(true, Ordering::Relaxed)
            {
                self.tokens.discard(&token).await;
                let fresh = self.tokens.token(deadline).await.map_err(Error::Token)?;
                response = self.send(call, &fresh, deadline).await?;
                return self.check(response, &fresh).and_then(read);
            }
            self.check(response, &token).and_then(read)
        }
        .await;
        if result.as_ref().is_err_and(Error::maybe_applied) {
            shared.maybe_applied.store(true, Ordering::Relaxed);
        }
        result
    }

    async fn send(
        &self,
        call: &Call,
        token: &AccessToken,
        deadline: Deadline,
    ) -> Result<Response, Error> {
        let root = if call.is_site_verification {
            self.endpoint.verification_root()
        } else {
            self.endpoint.root()
        };
        let mut url = root.clone();
        url.set_path(&call.path);
        url.set_query(call.query.as_deref());
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, token.bearer());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if !call.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if call.method != Method::GET {
            // The HTTP library omits it for an empty body, and Google's front end rejects that with
            // 411.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let request = Request {
            method: call.method.clone(),
            url: url.clone(),
            headers,
            body: call.body.clone(),
            timeout: deadline.attempt_timeout(),
        };
        let sent = tokio::time::timeout_at(deadline.at(), self.transport.send(request)).await;
        let response = sent
            .unwrap_or_else(|_| Err(TransportError::timed_out(&url)))
            .map_err(Error::Transport)?;
        self.server_clock.observe(&response.headers, Instant::now());
        tracing::debug!(
            call = call.name,
            status = response.status.as_u16(),
            "response received"
        );
        Ok(response)
    }

    fn check(&self, response: Response, token: &AccessToken) -> Result<Response, Error> {
        if response.status.is_success() {
            return Ok(response);
        }
        let error = token.exposed(|secret| ApiError::read(&response, &[secret], (self.clock)()));
        Err(Error::Api(error))
    }
}

fn read_json<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    serde_json::from_slice(&response.body).map_err(|error| {
        Error::Response(ResponseError {
            status: response.status,
            problem: describe_json_error(&error),
        })
    })
}

/// Describes a JSON error without quoting the text, which may contain secrets.
pub(crate) fn describe_json_error(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Io => "not readable",
        serde_json::error::Category::Syntax => "not JSON",
        serde_json::error::Category::Data => "a value of the wrong type",
        serde_json::error::Category::Eof => "the text ends too early",
    };
    format!("{what}, line {} column {}", error.line(), error.column())
}
