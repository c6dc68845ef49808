//! Creates the clients of a run: clock, fetcher and Search Console client.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use net::tls::{RootVariables, TrustError, tls_config};
use net::transport::{HttpTransport, TlsSource, Transport};
use rustls::ClientConfig;
use search_console::auth::{AccessToken, Clock, Scope, ServiceAccountTokens, TokenSource};
use search_console::{Client, Property};

use super::connection::Connection;
use super::credentials;
use super::masked_tokens::MaskedTokens;
use crate::engine::Google;
use crate::model::FailureReport;
use crate::site::fetch::Fetcher;

/// `User-Agent` of every request.
const USER_AGENT: &str = concat!("sitemap-submit/", env!("CARGO_PKG_VERSION"));

/// Clients for the clock, the fetcher and Google; one per process.
pub(crate) struct Clients {
    clock: Clock,
    tls: Arc<SharedTls>,
    /// Called with each access token before its first use.
    mask: Option<fn(&AccessToken)>,
    /// True if sites are fetched from public addresses only.
    public_only: bool,
}

impl Clients {
    /// Reads nothing and does not connect yet, except for trust roots named in the environment: an
    /// error there is reported immediately, not after a minute of retries.
    ///
    /// # Errors
    /// [`TrustError`] if these roots cannot be used.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one clock, handed on as a value from here"
    )]
    pub(crate) fn open(named_roots: RootVariables) -> Result<Self, TrustError> {
        let tls = Arc::new(SharedTls {
            named: named_roots,
            made: OnceLock::new(),
        });
        if tls.named == RootVariables::Set {
            tls.get()?;
        }
        Ok(Self {
            clock: Arc::new(Timestamp::now),
            tls,
            mask: None,
            public_only: false,
        })
    }

    /// Calls `mask` with each access token before its first use.
    pub(crate) fn with_mask(self, mask: Option<fn(&AccessToken)>) -> Self {
        Self { mask, ..self }
    }

    /// Fetches sites from public addresses only, also those that are named and not linked.
    pub(crate) fn restricted_to_public(self) -> Self {
        Self {
            public_only: true,
            ..self
        }
    }

    /// The clock, for repeated use.
    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The current time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A fetcher of documents.
    pub(crate) fn fetcher(&self) -> Fetcher {
        let fetcher = Fetcher::new(
            USER_AGENT.to_owned(),
            self.tls_source(),
            Arc::clone(&self.clock),
        );
        if self.public_only {
            fetcher.restricted_to_public()
        } else {
            fetcher
        }
    }

    /// Google Search Console with the account of `connection`.
    ///
    /// # Errors
    /// If the key cannot be used.
    pub(crate) fn google(
        &self,
        connection: Connection,
        scope: Scope,
        site: Option<Property>,
    ) -> Result<Google, FailureReport> {
        Ok(Google::new(self.client(connection, scope)?, site))
    }

    /// The client of the API, for the account of `connection`.
    ///
    /// # Errors
    /// If the key cannot be used.
    pub(crate) fn client(
        &self,
        connection: Connection,
        scope: Scope,
    ) -> Result<Arc<Client>, FailureReport> {
        let key = credentials::load(&connection)?;
        let transport = self.transport();
        let tokens =
            ServiceAccountTokens::new(key, scope, Arc::clone(&transport), Arc::clone(&self.clock));
        let tokens: Arc<dyn TokenSource> = match self.mask {
            Some(mask) => Arc::new(MaskedTokens::new(tokens, mask)),
            None => Arc::new(tokens),
        };
        Ok(Arc::new(Client::new(
            connection.endpoint,
            transport,
            tokens,
            Arc::clone(&self.clock),
        )))
    }

    /// Transport for requests with secrets: it does not follow redirects.
    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(HttpTransport::new(USER_AGENT, self.tls_source()))
    }

    fn tls_source(&self) -> TlsSource {
        let tls = Arc::clone(&self.tls);
        Box::new(move || Ok(tls.get()?))
    }
}

/// TLS configuration of all connections, created for the first one.
struct SharedTls {
    named: RootVariables,
    made: OnceLock<ClientConfig>,
}

impl SharedTls {
    fn get(&self) -> Result<ClientConfig, TrustError> {
        if let Some(made) = self.made.get() {
            return Ok(made.clone());
        }
        let made = tls_config(self.named)?;
        Ok(self.made.get_or_init(|| made).clone())
    }
}
