//! Caches one access token for the process and renews it.

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

/// Source of the local time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Scope of a token
/// (<https://developers.google.com/webmaster-tools/v1/how-tos/authorizing>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Read and write access, which submission requires.
    ReadWrite,
    /// Read access.
    ReadOnly,
    /// Read and write access, and verification of sites and their owners.
    Verification,
}

impl Scope {
    /// The URLs of the scopes, separated by spaces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadWrite => "https://www.googleapis.com/auth/webmasters",
            Self::ReadOnly => "https://www.googleapis.com/auth/webmasters.readonly",
            Self::Verification => {
                "https://www.googleapis.com/auth/webmasters https://www.googleapis.com/auth/siteverification"
            }
        }
    }
}

/// A source of access tokens for one account.
pub trait TokenSource: Send + Sync {
    /// Returns a valid token, cached or new.
    fn token(&self, deadline: Deadline) -> TokenFuture<'_>;

    /// Removes `token`, which the API rejected, from the cache, unless it has been replaced already.
    fn discard<'a>(
        &'a self,
        token: &'a AccessToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

    /// The account's e-mail address.
    fn account(&self) -> &str;
}

/// The future that [`TokenSource::token`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// Access tokens of a service account, obtained with its key.
pub struct ServiceAccountTokens {
    key: ServiceAccountKey,
    scope: Scope,
    transport: Arc<dyn Transport>,
    clock: Clock,
    /// Locked during an exchange, so that concurrent callers share its result.
    cached: Mutex<Option<AccessToken>>,
}

impl ServiceAccountTokens {
    /// Creates a token source for `scope`; it requests the first token when one is needed.
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
            cached: Mutex::new(None),
        }
    }

    async fn cached_or_new(&self, deadline: Deadline) -> Result<AccessToken, TokenError> {
        let mut cached = tokio::time::timeout_at(deadline.at(), self.cached.lock())
            .await
            .map_err(|_| {
                TokenError::Transport(TransportError::timed_out(self.key.token_endpoint()))
            })?;
        if let Some(token) = cached
            .as_ref()
            .filter(|token| token.is_fresh(Instant::now()))
        {
            return Ok(token.clone());
        }
        let now = (self.clock)();
        let assertion = assertion::sign(&self.key, self.scope.as_str(), now)?;
        let endpoint = self.key.token_endpoint();
        tracing::debug!(account = self.key.email(), %endpoint, "requesting an access token");
        let token = exchange(&*self.transport, endpoint, &assertion, deadline, now).await?;
        *cached = Some(token.clone());
        Ok(token)
    }
}

impl TokenSource for ServiceAccountTokens {
    fn token(&self, deadline: Deadline) -> TokenFuture<'_> {
        Box::pin(self.cached_or_new(deadline))
    }

    fn discard<'a>(
        &'a self,
        token: &'a AccessToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            let mut cached = self.cached.lock().await;
            if cached.as_ref().is_some_and(|cached| cached.is(token)) {
                *cached = None;
            }
        })
    }

    fn account(&self) -> &str {
        self.key.email()
    }
}
