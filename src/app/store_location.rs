//! Location of the store.

use std::path::PathBuf;

/// Location of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoreLocation {
    /// The user disabled the store.
    Disabled,
    /// No path was given, and the environment names no data folder.
    Unknown,
    /// The default path in the platform's data folder.
    Default(PathBuf),
    /// A path that the user gave.
    Named(PathBuf),
}

impl StoreLocation {
    /// True if the store's file certainly does not exist yet. Commands that only read check this
    /// first, because opening a store creates it.
    pub(crate) fn has_no_file(&self) -> bool {
        match self {
            Self::Default(path) | Self::Named(path) => matches!(path.try_exists(), Ok(false)),
            Self::Disabled | Self::Unknown => false,
        }
    }
}
