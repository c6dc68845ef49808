//! Keeps a record of every request and of what became of it.
//!
//! # Guarantees
//! - Entries stand in the order in which the heads of the requests arrived.
//! - [`Entry::recorded`] is set in the same step as the change itself: a client that disappears, or a
//!   connection that is reset, does not make it wrong.
//! - An entry is complete before the last byte of its answer can reach the client, so a test may read
//!   the ledger as soon as it has the answer.

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
    /// Its number, from 0, also its place in the ledger.
    pub sequence: usize,
    /// When it arrived, by the emulator's clock.
    pub at: Timestamp,
    /// Its method.
    pub method: Method,
    /// Its path as sent, still encoded.
    pub path: String,
    /// Its query as sent, still encoded.
    pub query: Option<String>,
    /// Its headers as sent; `Authorization` is hidden from `Debug`.
    pub headers: HeaderMap,
    /// Start of the SHA-256 of the bearer token, in hexadecimal, if there was one.
    pub token_fingerprint: Option<String>,
    /// Its body, empty until it has been read.
    pub body: Bytes,
    /// The property it is about, decoded from the path, if that names one. An inspection names its
    /// property in the body.
    pub site: Option<String>,
    /// The sitemap it is about, decoded from the path, if that names one.
    pub sitemap: Option<String>,
    /// The fault that befell it.
    pub fault: Option<Fault>,
    /// The status that was sent or is being sent; `None` when there is no answer.
    pub status: Option<StatusCode>,
    /// Whether it changed what the emulator remembers: a submission, an addition or a deletion.
    pub recorded: bool,
    /// Whether an answer went out whole. True for a scripted error that was delivered, false for a
    /// reset, a hang, a truncated body, garbage, and when the client went away before.
    pub answered_intact: bool,
}

impl Entry {
    /// Whether it asks for a token.
    pub fn is_token(&self) -> bool {
        self.path == crate::token::TOKEN_PATH
    }

    /// Whether it submits a sitemap.
    pub fn is_submission(&self) -> bool {
        self.method == Method::PUT && self.sitemap.is_some()
    }
}

/// The record, and a signal for those who wait on it.
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

    /// Notes an arrival; `entry` learns its number.
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

    /// Changes the entry with this number.
    pub(crate) fn update(&self, sequence: usize, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = locked(&self.entries).get_mut(sequence) {
            change(entry);
        }
        self.announce();
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        locked(&self.entries).clone()
    }

    /// Looks at the entries without a copy.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&[Entry]) -> T) -> T {
        look(&locked(&self.entries))
    }

    /// Tells those who wait that something has changed, here or in what the emulator remembers.
    pub(crate) fn announce(&self) {
        self.changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A receiver that wakes at every announcement.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

/// Start of the SHA-256 of `token`, enough to tell tokens apart and too little to be one.
pub(crate) fn fingerprint(token: &str) -> String {
    const BYTES: usize = 6;
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes())
        .as_ref()
        .iter()
        .take(BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
