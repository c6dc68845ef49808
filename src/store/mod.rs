//! Results of earlier runs in one `SQLite` file: submissions, entries of sitemaps, inspections, and
//! the used quota.
//!
//! # Guarantees
//! - Every change is one transaction: a killed process leaves either the complete change or
//!   nothing.
//! - Several processes may use one file at a time (write-ahead log; a writer waits for another for
//!   [`open::BUSY`]).
//! - A file that is not a store, or has a newer version, is not changed.
//!
//! # Not here
//! The interpretation of the data: `indexing` judges pages, `audit` plans, `history` summarises.
//!
//! Times are milliseconds since 1970, UTC.

mod claims;
mod clean_urls;
mod error;
mod history;
mod inspections;
mod open;
mod pages;
mod properties;
mod prune;
mod quota;
mod schema;
mod snapshots;
mod submissions;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, ErrorCode};

pub(crate) use claims::{Claim, Claimant, RENEWAL};
pub(crate) use error::StoreError;
pub(crate) use history::{PageNow, Past};
pub(crate) use inspections::Inspected;
pub(crate) use pages::{ListedPage, PageId, PageRow, Synced};
pub(crate) use properties::PropertyId;
pub(crate) use quota::{InspectionQuota, Reservation};
pub(crate) use snapshots::{Snapshot, SnapshotSink};
pub(crate) use submissions::SubmissionRecord;

/// Maximum time in the future; later entries were written by a fast clock and are ignored.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// An open store, shared by its clones.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Runs `work` on a blocking thread, since another process may lock the file briefly.
    async fn with<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = Arc::clone(&self.connection);
        let work = move || {
            // A transaction that panicked was rolled back, so the data is consistent.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let done = work(&mut connection);
            done.map_err(|source| explain(&connection, doing, source))
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(panicked) => Err(StoreError::Thread(panicked)),
        }
    }
}

/// Converts an error of `SQLite`. Opening checks only the first part of the file; damage in other
/// parts is detected when they are read.
fn explain(connection: &Connection, doing: &'static str, source: rusqlite::Error) -> StoreError {
    match (source.sqlite_error_code(), connection.path()) {
        (Some(ErrorCode::DatabaseCorrupt), Some(path)) => StoreError::Damaged {
            path: path.into(),
            source,
        },
        _ => StoreError::Query { doing, source },
    }
}

/// Stored form of `time`.
fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// Time of the stored `millis`; out-of-range values become the nearest valid time.
fn time(millis: i64) -> Timestamp {
    let nearest = if millis < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_millisecond(millis).unwrap_or(nearest)
}
