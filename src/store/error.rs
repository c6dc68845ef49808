//! What can be wrong with the store.

use std::io;
use std::path::PathBuf;

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Its folder is not there and cannot be made.
    #[error("failed to make the folder of the store {}", .path.display())]
    Folder {
        /// The store's file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file cannot be opened.
    #[error("failed to open the store {}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What `SQLite` says.
        #[source]
        source: rusqlite::Error,
    },
    /// A file of something else.
    #[error("{} is not a store of this program", .path.display())]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// A file of a later version of this program.
    #[error("the store {} has version {found}; this program knows versions up to {known}", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The highest that we know.
        known: i64,
    },
    /// The file is damaged.
    #[error("the store {} is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What `SQLite` says.
        #[source]
        source: rusqlite::Error,
    },
    /// Something in it could not be done.
    #[error("failed to {doing} in the store")]
    Query {
        /// What was being done.
        doing: &'static str,
        /// What `SQLite` says.
        #[source]
        source: rusqlite::Error,
    },
    /// The thread that did the work came to a bad end.
    #[error("failed to work with the store")]
    Thread(#[source] tokio::task::JoinError),
    /// It is needed, and there is none.
    #[error("there is no store: {wanted} needs one")]
    None {
        /// What needs it.
        wanted: &'static str,
    },
}
