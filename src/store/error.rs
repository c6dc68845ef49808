//! Errors of the store.

use crate::model::{ExitCode, Failure, Remedy};
use rusqlite::ErrorCode;
use std::io;
use std::path::PathBuf;

/// Error of the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Its folder does not exist and cannot be created.
    #[error("failed to create the folder of the store {}", .path.display())]
    Folder {
        /// The store's file.
        path: PathBuf,
        /// Error of the operating system.
        #[source]
        source: io::Error,
    },
    /// The file cannot be opened.
    #[error("failed to open the store {}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Error of `SQLite`.
        #[source]
        source: rusqlite::Error,
    },
    /// A file of another program.
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
        /// Highest supported version.
        known: i64,
    },
    /// The file is damaged.
    #[error("the store {} is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Error of `SQLite`.
        #[source]
        source: rusqlite::Error,
    },
    /// An operation failed.
    #[error("failed to {doing} in the store")]
    Query {
        /// The failed action.
        doing: &'static str,
        /// Error of `SQLite`.
        #[source]
        source: rusqlite::Error,
    },
    /// The thread of the operation panicked.
    #[error("failed to work with the store")]
    Thread(#[source] tokio::task::JoinError),
    /// A store is required, but none is open.
    #[error("{wanted} needs a store, but none is open")]
    None {
        /// The option or command that needs it.
        wanted: &'static str,
    },
}

impl Failure for StoreError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Folder { .. }
            | Self::Open { .. }
            | Self::NotAStore { .. }
            | Self::Newer { .. }
            | Self::Damaged { .. }
            | Self::None { .. } => ExitCode::Settings,
            Self::Query { .. } | Self::Thread(_) => ExitCode::Unexpected,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        let text = match self {
            Self::Folder { .. } | Self::Open { .. } => {
                "name a file that this user may write with `--store FILE`, or leave it with `--no-store`"
            }
            Self::NotAStore { .. } => "name another file with `--store`",
            Self::Newer { .. } => {
                "use the newer version of sitemap-submit, or name another file with `--store`"
            }
            Self::Damaged { .. } => {
                "move the file away to start with a new store, or restore it from a copy"
            }
            Self::None { .. } => "name one with `--store FILE`, and leave out `--no-store`",
            Self::Query { source, .. } => match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => "free space on the disk of the store",
                Some(ErrorCode::DatabaseBusy) => "run again: another process had locked the store",
                Some(ErrorCode::DatabaseCorrupt) => {
                    "move the store's file away, or restore it from a copy"
                }
                _ => return None,
            },
            Self::Thread(_) => return None,
        };
        Some(text.into())
    }
}
