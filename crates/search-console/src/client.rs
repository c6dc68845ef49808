//! Sends typed calls: bearer token, one fresh token on 401, repetition, reading of the answer.

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
use net::transport::{Answer, Request, Transport, TransportError};

/// A client of the API, for one account.
pub struct Client {
    endpoint: ApiEndpoint,
    transport: Arc<dyn Transport>,
    tokens: Arc<dyn TokenSource>,
    policy: RetryPolicy,
    clock: Clock,
    server_clock: ServerClock,
}

/// One call: what it is named in the API's reference, and the request it makes.
#[derive(Debug, Clone)]
pub struct Call {
    name: &'static str,
    method: Method,
    /// Below the endpoint's root, without a leading slash, already percent-encoded.
    path: String,
    /// JSON, or nothing.
    body: Bytes,
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

    /// A call that sends `body` as JSON. The types of this crate can all be written as such.
    pub(crate) fn post(name: &'static str, path: String, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self {
            body: body.into(),
            ..Self::new(name, Method::POST, path)
        }
    }

    const fn new(name: &'static str, method: Method, path: String) -> Self {
        Self {
            name,
            method,
            path,
            body: Bytes::new(),
        }
    }
}

/// An answer, and how many attempts it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called<T> {
    /// What the API answered.
    pub value: T,
    /// Attempts made, the successful one included.
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

/// A call that failed for good.
#[derive(Debug, thiserror::Error)]
#[error("{call} failed after {attempts} attempt{}", if *.attempts == 1 { "" } else { "s" })]
pub struct CallError {
    /// The call, as the API's reference names it.
    pub call: &'static str,
    /// The last error.
    #[source]
    pub error: Error,
    /// Attempts made.
    pub attempts: u32,
    /// Whether any attempt may have had its effect although its answer was lost or an error.
    pub maybe_applied: bool,
}

/// Why an attempt failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no access token.
    #[error("no access token could be had")]
    Token(#[source] TokenError),
    /// No complete answer.
    #[error("the API did not answer")]
    Transport(#[source] TransportError),
    /// The API refused.
    #[error("the API refused")]
    Api(#[source] ApiError),
    /// A success whose body is not what the API documents: something in between has answered.
    #[error("the answer could not be understood")]
    Answer(#[source] AnswerError),
}

/// A success that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("HTTP {status} with a body that is not the API's ({problem})")]
pub struct AnswerError {
    status: StatusCode,
    /// Where in the body, never what is there.
    problem: String,
}

impl Error {
    /// Whether trying again can help.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Token(error) => error.retry(),
            Self::Transport(error) => error.retry(),
            Self::Api(error) => error.retry(),
            Self::Answer(_) => Retry::Later,
        }
    }

    /// Whether the call may have had its effect all the same.
    const fn maybe_applied(&self) -> bool {
        match self {
            Self::Token(_) => false,
            Self::Transport(error) => error.maybe_sent(),
            Self::Api(error) => error.maybe_applied(),
            Self::Answer(_) => true,
        }
    }
}

/// What the attempts of one call share.
#[derive(Default)]
struct Attempts {
    count: AtomicU32,
    reminted: AtomicBool,
    maybe_applied: AtomicBool,
}

impl Client {
    /// A client that sends calls to `endpoint` through `transport`, as the account behind
    /// `tokens`.
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

    /// The e-mail address of the account, as it must be added to a property.
    #[must_use]
    pub fn account(&self) -> &str {
        self.tokens.account()
    }

    /// What the API's answers told of its clock.
    #[must_use]
    pub const fn server_clock(&self) -> &ServerClock {
        &self.server_clock
    }

    /// Makes `call` and reads its answer as JSON.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Called<T>, CallError> {
        self.repeat(call, deadline, read_json).await
    }

    /// Makes `call`, whose answer's body says nothing.
    pub(crate) async fn empty(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Called<()>, CallError> {
        self.repeat(call, deadline, |_| Ok(())).await
    }

    /// Makes `call` once and reads its answer as JSON; for those who count every attempt. A token
    /// that is no longer accepted is still replaced once.
    pub(crate) async fn json_once<T: DeserializeOwned>(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<T, Error> {
        self.attempt(call, deadline, &Attempts::default(), &read_json)
            .await
    }

    /// Makes `call` until it succeeds, is refused for good, or time is up. Every call of this API
    /// that is made here is idempotent, so repeating one whose answer was lost is safe.
    async fn repeat<T>(
        &self,
        call: &Call,
        deadline: Deadline,
        read: impl Fn(Answer) -> Result<T, Error>,
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
        read: &impl Fn(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        shared.count.fetch_add(1, Ordering::Relaxed);
        let result = async {
            let token = self.tokens.token(deadline).await.map_err(Error::Token)?;
            let mut answer = self.send(call, &token, deadline).await?;
            // A token can be revoked before it expires: mint once, try once.
            if answer.status == StatusCode::UNAUTHORIZED
                && !shared.reminted.swap(true, Ordering::Relaxed)
            {
                self.tokens.discard(&token).await;
                let fresh = self.tokens.token(deadline).await.map_err(Error::Token)?;
                answer = self.send(call, &fresh, deadline).await?;
                return self.check(answer, &fresh).and_then(read);
            }
            self.check(answer, &token).and_then(read)
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
    ) -> Result<Answer, Error> {
        let mut url = self.endpoint.root().clone();
        url.set_path(&call.path);
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, token.bearer());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if !call.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if call.method != Method::GET {
            // The HTTP library leaves it out for an empty body, and Google's front end answers
            // 411 to that.
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
        let answer = sent
            .unwrap_or_else(|_| Err(TransportError::timed_out(&url)))
            .map_err(Error::Transport)?;
        self.server_clock.observe(&answer.headers, Instant::now());
        tracing::debug!(
            call = call.name,
            status = answer.status.as_u16(),
            "answered"
        );
        Ok(answer)
    }

    fn check(&self, answer: Answer, token: &AccessToken) -> Result<Answer, Error> {
        if answer.status.is_success() {
            return Ok(answer);
        }
        let error = token.exposed(|secret| ApiError::read(&answer, &[secret], (self.clock)()));
        Err(Error::Api(error))
    }
}

fn read_json<T: DeserializeOwned>(answer: Answer) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        Error::Answer(AnswerError {
            status: answer.status,
            problem: json_problem(&error),
        })
    })
}

/// Says what is wrong with a JSON text without quoting it, since it may hold secrets.
pub(crate) fn json_problem(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Io => "not readable",
        serde_json::error::Category::Syntax => "not JSON",
        serde_json::error::Category::Data => "a value of the wrong kind",
        serde_json::error::Category::Eof => "the text ends too early",
    };
    format!("{what}, line {} column {}", error.line(), error.column())
}
