//! A record of every request and its outcome.
//!
//! # Guarantees
//! - Entries are in the order in which the request heads arrived.
//! - [`Entry::recorded`] is set in the same step as the change itself, so it is correct even if the
//!   client disappears or the connection is reset.
//! - An entry is complete before the last byte of its response can reach the client, so a test may
//!   read the ledger as soon as it has the response.

use std::sync::Mutex;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::fault::Fault;
use crate::lock::locked;

/// One request.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its index in the ledger.
    pub sequence: usize,
    /// Time of its arrival, by the emulator's clock.
    pub at: Timestamp,
    /// Its method.
    pub method: Method,
    /// Its path as sent (encoded).
    pub path: String,
    /// Its query as sent (encoded).
    pub query: Option<String>,
    /// Its headers as sent; `Authorization` is hidden from `Debug`.
    pub headers: HeaderMap,
    /// Start of the SHA-256 of the bearer token, in hexadecimal, if it had one.
    pub token_fingerprint: Option<String>,
    /// Its body, empty until it is read.
    pub body: Bytes,
    /// The property in its path, decoded. An inspection has its property in the body.
    pub site: Option<String>,
    /// The sitemap in its path, decoded.
    pub sitemap: Option<String>,
    /// The injected fault.
    pub fault: Option<Fault>,
    /// The status that was sent or is being sent; `None` without a response.
    pub status: Option<StatusCode>,
    /// True if it changed the emulator's state: a submission, an addition or a deletion.
    pub recorded: bool,
    /// True if the response was delivered completely, including scripted errors; false for a reset, a
    /// hang, a truncated body, garbage, and if the client disconnected early.
    pub delivered_intact: bool,
}

impl Entry {
    /// True for a token request.
    pub fn is_token(&self) -> bool {
        self.path == crate::token::TOKEN_PATH
    }

    /// True for a sitemap submission.
    pub fn is_submission(&self) -> bool {
        self.method == Method::PUT && self.sitemap.is_some()
    }
}

/// The entries, with a signal for changes.
#[derive(Debug)]
pub(crate) struct Ledger {
    entries: Mutex<Vec<Entry>>,
    changes: watch::Sender<u64>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            entries: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    /// Appends `entry`, sets its index and returns it.
    pub(crate) fn arrive(&self, mut entry: Entry) -> usize {
        let sequence = {
            let mut entries = locked(&self.entries);
            entry.sequence = entries.len();
            entries.push(entry);
            entries.len() - 1
        };
        self.announce();
        sequence
    }

    /// Changes the entry with this index.
    pub(crate) fn update(&self, sequence: usize, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = locked(&self.entries).get_mut(sequence) {
            change(entry);
        }
        self.announce();
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        locked(&self.entries).clone()
    }

    /// Passes the entries to `look` without a copy.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&[Entry]) -> T) -> T {
        look(&locked(&self.entries))
    }

    /// Notifies the subscribers of a change, in the ledger or in the emulator's state.
    pub(crate) fn announce(&self) {
        self.changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Returns a receiver that is notified of every change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

/// Start of the SHA-256 of `token`: identifies the token without revealing it.
pub(crate) fn fingerprint(token: &str) -> String {
    const BYTES: usize = 6;
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes())
        .as_ref()
        .iter()
        .take(BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
