//! State that all tools of a process share.

use std::sync::Arc;
use std::time::Duration;

use net::Deadline;
use search_console::auth::Scope;
use search_console::{Client, Property};
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;

use super::tool_failure::ToolFailure;
use crate::app::clients::Clients;
use crate::app::credentials::KeyVersion;
use crate::app::invalid_argument::{self, InvalidArgument};
use crate::app::{
    Allowed, Connection, Context, Need, OpenStore, ServeOptions, StoreLocation, open_store,
};
use crate::engine::Google;
use crate::index::audit::Pace;
use crate::model::FailureReport;
use crate::store::{InspectionQuota, Store};

/// The account, the store and the clients, opened when the first tool needs them. Failures are
/// errors of that tool, and a replaced key is used immediately, since a server may run longer than
/// its key is valid.
pub(crate) struct ServerState {
    pub(crate) allowed: Allowed,
    pub(crate) clients: Clients,
    connection: Result<Connection, FailureReport>,
    store: StoreLocation,
    quota: InspectionQuota,
    call_timeout: Duration,
    client: Mutex<Option<Account>>,
    opened: OnceCell<OpenStore>,
    /// Shared by all keys, since the quota applies per property.
    pace: Arc<Pace>,
}

/// Account and the version of its key.
struct Account {
    key: Option<KeyVersion>,
    client: Arc<Client>,
}

impl ServerState {
    /// Nothing is opened yet.
    pub(crate) fn new(clients: Clients, options: ServeOptions) -> Self {
        let clients = if options.fetches_private {
            clients
        } else {
            clients.restricted_to_public()
        };
        Self {
            allowed: options.allowed,
            pace: Arc::new(Pace::per_minute(options.quota.per_minute)),
            clients,
            connection: options.connection,
            store: options.store,
            quota: options.quota,
            call_timeout: options.deadline,
            client: Mutex::new(None),
            opened: OnceCell::new(),
        }
    }

    /// Everything that inspections need.
    ///
    /// # Errors
    /// If the key or the store cannot be used; the next call tries again.
    pub(crate) async fn context(&self) -> Result<Context, FailureReport> {
        let client = self.client().await?;
        let store = self.store().await?.clone();
        let pace = Arc::clone(&self.pace);
        Ok(Context::of(
            &self.clients,
            client,
            store,
            self.quota(),
            pace,
        ))
    }

    /// The account of the current key.
    ///
    /// # Errors
    /// If the key cannot be used; the next call tries again.
    pub(crate) async fn client(&self) -> Result<Arc<Client>, FailureReport> {
        let connection = self.connection.clone()?;
        let mut known = self.client.lock().await;
        // Get the version before reading the key, so that the next call detects a change in
        // between.
        let key = connection.credentials.as_ref().and_then(KeyVersion::of);
        if let Some(account) = known.as_ref().filter(|account| account.key == key) {
            return Ok(Arc::clone(&account.client));
        }
        let client = self.clients.client(connection, self.scope())?;
        let account = Account {
            key,
            client: Arc::clone(&client),
        };
        if known.replace(account).is_some() {
            tracing::info!(account = client.account(), "reloaded the key");
        }
        Ok(client)
    }

    const fn scope(&self) -> Scope {
        if self.allowed.submit || self.allowed.delete {
            Scope::ReadWrite
        } else {
            Scope::ReadOnly
        }
    }

    /// Google with the account, for functions without a store; `site` is the property of all
    /// requests.
    ///
    /// # Errors
    /// If the key cannot be used; the next call tries again.
    pub(crate) async fn google(&self, site: Option<Property>) -> Result<Google, FailureReport> {
        Ok(Google::new(self.client().await?, site))
    }

    /// The store, which needs no account.
    ///
    /// # Errors
    /// If it cannot be used; the next call tries again.
    pub(crate) async fn store(&self) -> Result<&Store, FailureReport> {
        Ok(&self.opened().await?.store)
    }

    /// The store, and its persistence.
    pub(crate) async fn opened(&self) -> Result<&OpenStore, FailureReport> {
        let open = || async { Ok(open_store(self.store.clone(), Need::Optional)?) };
        self.opened.get_or_try_init(open).await
    }

    /// A persistent store, which `wanted` requires.
    ///
    /// # Errors
    /// If there is none; the next call tries again.
    pub(crate) async fn lasting_store(&self, wanted: &'static str) -> Result<Store, FailureReport> {
        let opened = self.opened().await?;
        if opened.forgotten.is_none() {
            return Ok(opened.store.clone());
        }
        Ok(open_store(self.store.clone(), Need::Lasting(wanted))?.store)
    }

    /// The quota of URL inspection.
    pub(crate) const fn quota(&self) -> InspectionQuota {
        self.quota
    }

    /// Deadline of a call.
    pub(crate) fn deadline(&self) -> Deadline {
        Deadline::after(self.call_timeout)
    }

    /// Deadline of a call with its own limit.
    pub(crate) fn deadline_within(&self, most: Duration) -> Deadline {
        Deadline::after(self.call_timeout.min(most))
    }

    /// Runs `work` unless the agent cancels the call.
    pub(crate) async fn unless_cancelled<T>(
        &self,
        cancelled: &CancellationToken,
        work: impl Future<Output = Result<T, FailureReport>>,
    ) -> Result<T, ToolFailure> {
        tokio::select! {
            done = work => done.map_err(ToolFailure::from),
            () = cancelled.cancelled() => Err(ToolFailure::cancelled()),
        }
    }
}

/// The property in the arguments, if any.
pub(super) fn site(given: Option<&str>) -> Result<Option<Property>, InvalidArgument> {
    given.map(invalid_argument::property).transpose()
}
