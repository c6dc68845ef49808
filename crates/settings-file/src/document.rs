//! The text of a config file, and positions in it.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::{Fault, Misplaced};

/// Maximum size of a config file, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

/// Reason why a config file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read, or is not UTF-8.
    #[error("failed to read the config file {}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Cause.
        #[source]
        source: io::Error,
    },
    /// The file has more than [`MAX_BYTES`].
    #[error("{} is too long for a config file: it has more than {MAX_BYTES} bytes", .path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
}

/// Text of a config file.
#[derive(Debug)]
pub struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// If it cannot be read, is not UTF-8 or is longer than [`MAX_BYTES`].
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let mut text = String::new();
        File::open(path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text))
            .map_err(|source| ReadError::Io {
                path: path.to_owned(),
                source,
            })?;
        if text.len() as u64 > MAX_BYTES {
            let path = path.to_owned();
            return Err(ReadError::TooLong { path });
        }
        let path = path.to_owned();
        Ok(Self { path, text })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Parses the text.
    ///
    /// # Errors
    /// If it is not TOML.
    pub fn parse(&self) -> Result<DeTable<'_>, Misplaced<Fault>> {
        let table = DeTable::parse(&self.text).map_err(|error| Misplaced {
            at: error.span().map_or(0, |span| span.start),
            fault: Fault::Syntax(error.message().to_owned()),
        })?;
        Ok(table.into_inner())
    }

    /// Position of the byte `at`.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Place {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Position in a config file, written as `PATH:LINE:COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &[u8]) -> Result<Document, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        Document::read(&path)
    }

    #[test]
    fn places_are_counted_in_characters() {
        let document = written("a = 1\n# ü\nü = 2\n".as_bytes()).unwrap();
        let at = |at| {
            let place = document.place(at);
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(4), (1, 5));
        assert_eq!(at(document.text.find('2').unwrap()), (3, 5));
        assert_eq!(at(1_000), (1, 1));
    }

    #[test]
    fn files_that_cannot_be_config_files_are_refused() {
        let long = vec![b'#'; usize::try_from(MAX_BYTES).unwrap() + 1];
        assert!(matches!(written(&long), Err(ReadError::TooLong { .. })));
        assert!(written(&long[1..]).is_ok());
        assert!(matches!(written(b"\xff"), Err(ReadError::Io { .. })));
    }

    #[test]
    fn syntax_errors_have_their_position() {
        let document = written(b"a = 1\nb = \n").unwrap();
        let error = document.parse().unwrap_err();
        assert_eq!(document.place(error.at).line, 2, "{error:?}");
        assert!(matches!(error.fault, Fault::Syntax(_)), "{error:?}");
    }
}
