//! Watches files of a server, so that it is replaced when they change.
//!
//! Files that a `.gitignore` or `.ignore` excludes do not count, nor do those in `.git`.
//! Directories are watched one by one, so that ignored ones, such as `node_modules`, have no cost.

mod filter;
mod watcher;

pub use watcher::{FileWatch, WatchError};
