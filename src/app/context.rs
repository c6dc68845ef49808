//! Everything that inspections need: the account, the store and the quota. In the MCP server, each
//! call has its own.

use std::sync::{Arc, Mutex};

use net::Deadline;
use search_console::auth::{Clock, Scope};
use search_console::{Client, Property};

use super::connection::Connection;
use super::credentials::with_pipe_read;
use super::open_store::{Need, open_store};
use super::store_location::StoreLocation;
use crate::app::clients::Clients;
use crate::app::shutdown::Shutdown;
use crate::engine::Google;
use crate::index::audit::{Inspector, Pace};
use crate::model::FailureReport;
use crate::site::fetch::Fetcher;
use crate::store::{InspectionQuota, PropertyId, Store};

/// Options of commands that inspect pages.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) connection: Connection,
    pub(crate) store: StoreLocation,
    pub(crate) quota: InspectionQuota,
}

impl Access {
    /// Reads the key if it is in a pipe.
    ///
    /// # Errors
    /// If the pipe cannot be read before `deadline`, or a signal arrives first.
    pub(crate) async fn with_pipe_read(
        self,
        deadline: Deadline,
        shutdown: &mut Shutdown,
    ) -> Result<Self, FailureReport> {
        let connection = with_pipe_read(self.connection, deadline, shutdown).await?;
        Ok(Self { connection, ..self })
    }
}

/// Everything that an inspection needs.
pub(crate) struct Context {
    pub(crate) client: Arc<Client>,
    pub(crate) store: Store,
    pub(crate) quota: InspectionQuota,
    pub(crate) clock: Clock,
    pub(crate) fetcher: Fetcher,
    pace: Arc<Pace>,
}

impl Context {
    /// Opens the account and the store.
    ///
    /// # Errors
    /// If the key or the store cannot be used.
    pub(crate) fn open(
        clients: &Clients,
        access: Access,
        scope: Scope,
        need: Need,
    ) -> Result<Self, FailureReport> {
        let client = clients.client(access.connection, scope)?;
        let store = open_store(access.store, need)?.store;
        let quota = access.quota;
        let pace = Arc::new(Pace::per_minute(quota.per_minute));
        Ok(Self::of(clients, client, store, quota, pace))
    }

    /// Uses an open account and store, at a pace that may be shared with other runs.
    pub(crate) fn of(
        clients: &Clients,
        client: Arc<Client>,
        store: Store,
        quota: InspectionQuota,
        pace: Arc<Pace>,
    ) -> Self {
        Self {
            client,
            store,
            quota,
            clock: Arc::clone(clients.clock()),
            fetcher: clients.fetcher(),
            pace,
        }
    }

    /// Google with the account, and `site` as the property of all requests.
    pub(crate) fn google(&self, site: Option<Property>) -> Google {
        Google::new(Arc::clone(&self.client), site)
    }

    /// An inspector of pages of `property`.
    pub(crate) fn inspector<'a>(&'a self, property: &'a Property, id: PropertyId) -> Inspector<'a> {
        Inspector {
            client: &self.client,
            store: &self.store,
            property,
            id,
            quota: self.quota,
            pace: &self.pace,
            clock: &self.clock,
            trouble: Mutex::default(),
        }
    }

    /// The current time.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        (self.clock)()
    }
}
