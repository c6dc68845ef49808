//! Handle to a running emulator.
//!
//! An emulator has its own thread and runtime, so it responds even while the test that started it
//! blocks in `std::process::Command::output`.
//!
//! # Guarantees
//! - After [`Emulator::shutdown`] or drop, the port is closed and all tasks have ended, including
//!   hanging requests.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::runtime;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::api::Inspection;
use crate::config::{Config, ServiceState};
use crate::download;
use crate::fault::FaultRule;
use crate::key::{KeyError, KeyFormat, RsaKey, write_private};
use crate::ledger::Entry;
use crate::lock::locked;
use crate::property::Permission;
use crate::server::serve;
use crate::shared::Shared;
use crate::state::{SitemapState, View};
use crate::token::Scopes;

/// Maximum time to wait for tasks that cannot be cancelled, such as a name lookup.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// A failure to start an emulator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not on loopback.
    #[error("cannot listen on {0}: it is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The socket could not be opened.
    #[error("failed to listen on {address}")]
    Listen {
        /// The configured address.
        address: SocketAddr,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// No key could be generated.
    #[error("failed to create the service account")]
    Key(#[from] KeyError),
    /// The thread or its runtime could not be created.
    #[error("failed to start the emulator's thread")]
    Thread(#[source] io::Error),
}

/// The timeout of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("timed out")]
pub struct WaitError;

/// A running emulator; dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: runtime::Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Emulator {
    /// Starts an emulator.
    ///
    /// The first emulator of a process takes longer, since it generates the RSA key.
    ///
    /// # Errors
    /// [`StartError`], for example if `config.address` is not on loopback.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        // Binding to loopback does not block noticeably.
        Self::start_blocking(config)
    }

    /// Starts an emulator from a thread without a runtime.
    ///
    /// # Errors
    /// The same as [`Emulator::start`].
    pub fn start_blocking(config: Config) -> Result<Self, StartError> {
        let wanted = config.address;
        if !wanted.ip().is_loopback() {
            return Err(StartError::NotLoopback(wanted));
        }
        let listen = |source| StartError::Listen {
            address: wanted,
            source,
        };
        let listener = TcpListener::bind(wanted).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let shared = Arc::new(Shared::new(config, &format!("http://{address}"))?);
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Thread)?;
        let listener = {
            let _guard = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(listen)?
        };
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, Arc::clone(&shared));
        let thread = thread::Builder::new()
            .name("search-console-emulator".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        () = serving => {}
                    }
                });
                runtime.shutdown_timeout(STOP_TIMEOUT);
            })
            .map_err(StartError::Thread)?;
        Ok(Self {
            address,
            shared,
            runtime: handle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Stops the emulator; returns after the port is closed.
    pub async fn shutdown(self) {
        drop(self);
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Value for `SEARCH_CONSOLE_EMULATOR_HOST`: `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Root URL without a trailing slash: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// URL of the token endpoint.
    pub fn token_uri(&self) -> &str {
        &self.shared.account.token_uri
    }

    /// E-mail address of the service account.
    pub fn account_email(&self) -> &str {
        &self.shared.account.email
    }

    /// ID of the account's key, the `kid` of an assertion.
    pub fn key_id(&self) -> &str {
        &self.shared.account.key_id
    }

    /// The account's key file as JSON.
    pub fn key_file_json(&self, format: KeyFormat) -> String {
        let account = &self.shared.account;
        account.key_file(account.key, format)
    }

    /// A key file with a key that the account does not have, as if the key was deleted: its
    /// assertions are rejected with `Invalid JWT Signature.`
    ///
    /// # Errors
    /// [`KeyError`] if no key could be generated.
    pub fn foreign_key_file_json(&self, format: KeyFormat) -> Result<String, KeyError> {
        let key = RsaKey::foreign()?;
        self.shared.secrets.add_pem(&key.pem(format));
        Ok(self.shared.account.key_file(key, format))
    }

    /// Writes the account's key file to `path`, readable only by its owner.
    ///
    /// # Errors
    /// `path` exists already or cannot be written.
    pub fn write_key_file(&self, path: &Path, format: KeyFormat) -> io::Result<()> {
        write_private(path, &self.key_file_json(format))
    }

    /// Issues a token without an assertion. `scopes` is a space-separated list of this API's two
    /// scopes; `None` for any other scope.
    pub fn issue_token(&self, scopes: &str) -> Option<String> {
        let scopes = Scopes::parse(scopes)?;
        let life = SignedDuration::try_from(self.shared.token_lifetime).ok()?;
        let expires = self.shared.clock.now().checked_add(life).ok()?;
        let token = self.shared.tokens.issue(scopes, expires);
        self.shared.secrets.add(&token);
        Some(token)
    }

    /// Revokes all tokens issued so far.
    pub fn revoke_tokens(&self) {
        self.shared.tokens.revoke_all();
    }

    /// The emulator's time.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Sets the offset of the emulator's clock from the machine's.
    pub fn set_clock_offset(&self, offset: SignedDuration) {
        self.shared.clock.set_offset(offset);
    }

    /// Enables or disables the API in the account's project.
    pub fn set_service(&self, state: ServiceState) {
        self.shared.set_service(state);
    }

    /// Sets the account's permission for a property, which is added if it does not exist.
    pub fn set_permission(&self, site: &str, permission: Permission) {
        locked(&self.shared.state).set_permission(site, permission);
    }

    /// Puts the verification token of a property in place, so that `webResource.insert` finds it.
    pub fn place_verification_token(&self, site: &str) {
        locked(&self.shared.state).place_token(site);
    }

    /// Sets the result of an inspection of `url`.
    pub fn set_inspection(&self, url: &str, inspection: Inspection) {
        locked(&self.shared.inspections).insert(url.to_owned(), inspection);
    }

    /// Appends a fault.
    pub fn add_fault(&self, rule: FaultRule) {
        self.shared.faults.add(rule);
    }

    /// Appends several faults.
    pub fn add_faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        rules.into_iter().for_each(|rule| self.add_fault(rule));
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// The faults that are still to be injected, with their remaining counts.
    pub fn remaining_faults(&self) -> Vec<FaultRule> {
        self.shared.faults.remaining()
    }

    /// All requests so far, in order of arrival.
    pub fn ledger(&self) -> Vec<Entry> {
        self.shared.ledger.entries()
    }

    /// All secrets that were issued or received: tokens, assertions and their signatures, and the
    /// lines of the private key.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.secrets.all()
    }

    /// State of a sitemap, if it was submitted and not deleted.
    pub fn sitemap(&self, site: &str, sitemap: &str) -> Option<SitemapState> {
        locked(&self.shared.state)
            .sitemap(site, sitemap, View::Current)
            .cloned()
    }

    /// Submits a sitemap, as if it was submitted before the test.
    pub fn seed_sitemap(&self, site: &str, sitemap: &str) {
        let now = self.shared.clock.now();
        locked(&self.shared.state).submit(site, sitemap, now);
        self.shared.ledger.announce();
    }

    /// Downloads a sitemap now and returns its state; `None` if it is not submitted.
    pub async fn download_now(&self, site: &str, sitemap: &str) -> Option<SitemapState> {
        let shared = Arc::clone(&self.shared);
        let (site, sitemap) = (site.to_owned(), sitemap.to_owned());
        self.runtime
            .spawn(async move { download::now(&shared, &site, &sitemap).await })
            .await
            .ok()
            .flatten()
    }

    /// Waits until the ledger satisfies `predicate`, and returns it.
    ///
    /// # Errors
    /// [`WaitError`] after `timeout`.
    pub async fn wait_for(
        &self,
        mut predicate: impl FnMut(&[Entry]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<Entry>, WaitError> {
        self.wait(timeout, || self.shared.ledger.look(&mut predicate))
            .await?;
        Ok(self.ledger())
    }

    /// Waits until a submitted sitemap satisfies `predicate`, and returns its state.
    ///
    /// # Errors
    /// [`WaitError`] after `timeout`.
    pub async fn wait_for_sitemap(
        &self,
        site: &str,
        sitemap: &str,
        mut predicate: impl FnMut(&SitemapState) -> bool,
        timeout: Duration,
    ) -> Result<SitemapState, WaitError> {
        let mut found = None;
        self.wait(timeout, || {
            found = self.sitemap(site, sitemap).filter(&mut predicate);
            found.is_some()
        })
        .await?;
        found.ok_or(WaitError)
    }

    /// Waits until `condition` holds; checks it after every change.
    async fn wait(
        &self,
        timeout: Duration,
        mut condition: impl FnMut() -> bool,
    ) -> Result<(), WaitError> {
        let deadline = Instant::now() + timeout;
        let mut changes = self.shared.ledger.subscribe();
        loop {
            // Marked before the check, so that no change is missed.
            changes.borrow_and_update();
            if condition() {
                return Ok(());
            }
            match timeout_at(deadline, changes.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Err(WaitError),
            }
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
