//! Sources of documents.

use std::fmt;
use std::path::{Path, PathBuf};

use url::Url;

/// Source of one document, once the sitemaps of a site are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Fetched over HTTP.
    Url(Url),
    /// Read from a file.
    File(PathBuf),
    /// Read from a file that will be served at a URL.
    Built {
        /// Its future address.
        url: Url,
        /// The file.
        path: PathBuf,
    },
    /// Read from standard input.
    Stdin,
}

impl Source {
    /// Its address, if it has one.
    pub(crate) const fn url(&self) -> Option<&Url> {
        match self {
            Self::Url(url) | Self::Built { url, .. } => Some(url),
            Self::File(_) | Self::Stdin => None,
        }
    }

    /// Its path, if it is a file.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Built { path, .. } => Some(path),
            Self::Url(_) | Self::Stdin => None,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => url.fmt(formatter),
            Self::File(path) | Self::Built { path, .. } => path.display().fmt(formatter),
            Self::Stdin => formatter.write_str("<stdin>"),
        }
    }
}
