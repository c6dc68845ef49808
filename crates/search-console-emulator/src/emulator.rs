//! Starts an emulator and holds on to it.
//!
//! An emulator runs on a thread of its own with a runtime of its own, so it answers also while the
//! test that started it blocks its thread in `std::process::Command::output`.
//!
//! # Guarantees
//! - When [`Emulator::shutdown`] returns, or the handle has been dropped, the port is closed and no
//!   task is left; requests that hang are ended.

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

/// How long tasks that cannot be interrupted, such as a name lookup, may hold up the end.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not on loopback.
    #[error("refused to listen on {0}, because it is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The socket could not be opened.
    #[error("failed to listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The service account has no key.
    #[error("failed to make the service account")]
    Key(#[from] KeyError),
    /// The thread or its runtime could not be made.
    #[error("failed to start the emulator's thread")]
    Thread(#[source] io::Error),
}

/// The time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was waited for did not happen in time")]
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
    /// The first one of a process takes a moment to make its RSA key.
    ///
    /// # Errors
    /// [`StartError`], for one if `config.address` is not on loopback.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        // Nothing here waits long enough to be worth a task: binding to loopback is immediate.
        Self::start_blocking(config)
    }

    /// Starts an emulator from a thread without a runtime.
    ///
    /// # Errors
    /// As [`Emulator::start`].
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

    /// Stops it; returns when the port is closed.
    pub async fn shutdown(self) {
        drop(self);
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as `SEARCH_CONSOLE_EMULATOR_HOST` wants it: `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Root of its addresses: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its token endpoint.
    pub fn token_uri(&self) -> &str {
        &self.shared.account.token_uri
    }

    /// E-mail address of the service account.
    pub fn account_email(&self) -> &str {
        &self.shared.account.email
    }

    /// Identifier of the account's key, `kid` of an assertion.
    pub fn key_id(&self) -> &str {
        &self.shared.account.key_id
    }

    /// The account's key file, in JSON.
    pub fn key_file_json(&self, format: KeyFormat) -> String {
        let account = &self.shared.account;
        account.key_file(account.key, format)
    }

    /// A key file that looks the same and holds a key the account does not have, as after the key was
    /// deleted: its assertions are refused with `Invalid JWT Signature.`
    ///
    /// # Errors
    /// [`KeyError`] if no key could be made.
    pub fn foreign_key_file_json(&self, format: KeyFormat) -> Result<String, KeyError> {
        let key = RsaKey::foreign()?;
        self.shared.secrets.add_pem(&key.pem(format));
        Ok(self.shared.account.key_file(key, format))
    }

    /// Writes the account's key file to `path`, readable by its owner alone.
    ///
    /// # Errors
    /// If `path` exists already or cannot be written.
    pub fn write_key_file(&self, path: &Path, format: KeyFormat) -> io::Result<()> {
        write_private(path, &self.key_file_json(format))
    }

    /// Issues a token without an assertion, for `scopes`, a space-separated list of the two scopes of
    /// this API; `None` for any other.
    pub fn issue_token(&self, scopes: &str) -> Option<String> {
        let scopes = Scopes::parse(scopes)?;
        let life = SignedDuration::try_from(self.shared.token_lifetime).ok()?;
        let expires = self.shared.clock.now().checked_add(life).ok()?;
        let token = self.shared.tokens.issue(scopes, expires);
        self.shared.secrets.add(&token);
        Some(token)
    }

    /// Makes every token issued so far invalid.
    pub fn revoke_tokens(&self) {
        self.shared.tokens.revoke_all();
    }

    /// What its clock says.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Moves its clock: from now on it stands `offset` ahead of the machine's.
    pub fn set_clock_offset(&self, offset: SignedDuration) {
        self.shared.clock.set_offset(offset);
    }

    /// Enables or disables the API in the account's project.
    pub fn set_service(&self, state: ServiceState) {
        self.shared.set_service(state);
    }

    /// Sets what the account may do with a property, adding the property if need be.
    pub fn set_permission(&self, site: &str, permission: Permission) {
        locked(&self.shared.state).set_permission(site, permission);
    }

    /// Sets what an inspection of `url` answers.
    pub fn set_inspection(&self, url: &str, inspection: Inspection) {
        locked(&self.shared.inspections).insert(url.to_owned(), inspection);
    }

    /// Adds a fault, behind those that are there.
    pub fn add_fault(&self, rule: FaultRule) {
        self.shared.faults.add(rule);
    }

    /// Adds many faults.
    pub fn add_faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        rules.into_iter().for_each(|rule| self.add_fault(rule));
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// The faults that have not happened yet, with what is left of each.
    pub fn remaining_faults(&self) -> Vec<FaultRule> {
        self.shared.faults.remaining()
    }

    /// Every request so far, in order of arrival.
    pub fn ledger(&self) -> Vec<Entry> {
        self.shared.ledger.entries()
    }

    /// Every secret that was issued or seen: tokens, assertions and their signatures, and the lines
    /// of the private key.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.secrets.all()
    }

    /// What is remembered of a sitemap, if it was submitted and not deleted.
    pub fn sitemap(&self, site: &str, sitemap: &str) -> Option<SitemapState> {
        locked(&self.shared.state)
            .sitemap(site, sitemap, View::Current)
            .cloned()
    }

    /// Submits a sitemap as if someone had done it before the test.
    pub fn seed_sitemap(&self, site: &str, sitemap: &str) {
        let now = self.shared.clock.now();
        locked(&self.shared.state).submit(site, sitemap, now);
        self.shared.ledger.announce();
    }

    /// Downloads a sitemap now; returns when that has ended. `None` if it is not submitted.
    pub async fn download_now(&self, site: &str, sitemap: &str) -> Option<SitemapState> {
        let shared = Arc::clone(&self.shared);
        let (site, sitemap) = (site.to_owned(), sitemap.to_owned());
        self.runtime
            .spawn(async move { download::now(&shared, &site, &sitemap).await })
            .await
            .ok()
            .flatten()
    }

    /// Waits until the ledger is as `predicate` wants it, and returns it.
    ///
    /// # Errors
    /// [`WaitError`] when `timeout` has passed.
    pub async fn wait_for(
        &self,
        mut predicate: impl FnMut(&[Entry]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<Entry>, WaitError> {
        self.wait(timeout, || self.shared.ledger.look(&mut predicate))
            .await?;
        Ok(self.ledger())
    }

    /// Waits until a submitted sitemap is as `predicate` wants it, and returns its state.
    ///
    /// # Errors
    /// [`WaitError`] when `timeout` has passed.
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

    /// Waits until `is_so`, asking again whenever something has changed.
    async fn wait(
        &self,
        timeout: Duration,
        mut is_so: impl FnMut() -> bool,
    ) -> Result<(), WaitError> {
        let deadline = Instant::now() + timeout;
        let mut changes = self.shared.ledger.subscribe();
        loop {
            // Seen before asking, so that no change in between is missed.
            changes.borrow_and_update();
            if is_so() {
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
