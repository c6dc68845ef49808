//! Keeps one access token for the process and renews it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::access_token::AccessToken;
use super::assertion;
use super::exchange::exchange;
use super::service_account_key::ServiceAccountKey;
use super::token_error::TokenError;
use net::Deadline;
use net::transport::{Transport, TransportError};

/// Tells the local time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a token allows
/// (<https://developers.google.com/webmaster-tools/v1/how-tos/authorizing>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Looking and changing: submitting needs it.
    ReadWrite,
    /// Looking only.
    ReadOnly,
}

impl Scope {
    /// The scope's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadWrite => "https://www.googleapis.com/auth/webmasters",
            Self::ReadOnly => "https://www.googleapis.com/auth/webmasters.readonly",
        }
    }
}

/// Gives access tokens of one account.
pub trait TokenSource: Send + Sync {
    /// A token to use now, kept or new.
    fn token(&self, deadline: Deadline) -> TokenFuture<'_>;

    /// Forgets `token`, which the API did not accept, unless it was replaced already.
    fn discard<'a>(
        &'a self,
        token: &'a AccessToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

    /// The account's e-mail address.
    fn account(&self) -> &str;
}

/// What [`TokenSource::token`] gives.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// Tokens of a service account, by its key.
pub struct ServiceAccountTokens {
    key: ServiceAccountKey,
    scope: Scope,
    transport: Arc<dyn Transport>,
    clock: Clock,
    /// Locked during an exchange, so that whoever waits finds the token that it brought.
    kept: Mutex<Option<AccessToken>>,
}

impl ServiceAccountTokens {
    /// Tokens for `scope`; nothing is asked before the first is needed.
    #[must_use]
    pub fn new(
        key: ServiceAccountKey,
        scope: Scope,
        transport: Arc<dyn Transport>,
        clock: Clock,
    ) -> Self {
        Self {
            key,
            scope,
            transport,
            clock,
            kept: Mutex::new(None),
        }
    }

    async fn kept_or_new(&self, deadline: Deadline) -> Result<AccessToken, TokenError> {
        let mut kept = tokio::time::timeout_at(deadline.at(), self.kept.lock())
            .await
            .map_err(|_| {
                TokenError::Transport(TransportError::timed_out(self.key.token_endpoint()))
            })?;
        if let Some(token) = kept.as_ref().filter(|token| token.is_fresh(Instant::now())) {
            return Ok(token.clone());
        }
        let now = (self.clock)();
        let assertion = assertion::sign(&self.key, self.scope.as_str(), now)?;
        let endpoint = self.key.token_endpoint();
        tracing::debug!(account = self.key.email(), %endpoint, "asking for an access token");
        let token = exchange(&*self.transport, endpoint, &assertion, deadline, now).await?;
        *kept = Some(token.clone());
        Ok(token)
    }
}

impl TokenSource for ServiceAccountTokens {
    fn token(&self, deadline: Deadline) -> TokenFuture<'_> {
        Box::pin(self.kept_or_new(deadline))
    }

    fn discard<'a>(
        &'a self,
        token: &'a AccessToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            let mut kept = self.kept.lock().await;
            if kept.as_ref().is_some_and(|kept| kept.is(token)) {
                *kept = None;
            }
        })
    }

    fn account(&self) -> &str {
        self.key.email()
    }
}
