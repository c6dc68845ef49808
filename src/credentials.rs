//! Loads the service account's key from where the settings say it is.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use search_console::auth::{KeyError, ServiceAccountKey};
use secrecy::SecretString;

use crate::settings::CredentialsSource;

/// A key file has about 2,400 bytes; this is no key file.
const LONGEST_KEY_FILE: u64 = 64 << 10;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialsError {
    /// Nothing names one.
    #[error("no credentials were given")]
    None,
    /// The file cannot be read.
    #[error("failed to read the key file {}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file is too long to be one.
    #[error("{} has more than {LONGEST_KEY_FILE} bytes, so it is no key file", .path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// The content is no usable key.
    #[error("failed to use the key in {origin}")]
    Key {
        /// The file, or the variable.
        origin: String,
        /// What is wrong.
        #[source]
        source: KeyError,
    },
}

/// Loads the key.
pub(crate) fn load(
    source: Option<&CredentialsSource>,
) -> Result<ServiceAccountKey, CredentialsError> {
    let (text, origin) = match source {
        None => return Err(CredentialsError::None),
        Some(CredentialsSource::Variable(text)) => (
            text.clone(),
            "the variable SITEMAP_SUBMIT_CREDENTIALS_JSON".to_owned(),
        ),
        Some(CredentialsSource::File(path) | CredentialsSource::GoogleFile(path)) => {
            (read(path)?, path.display().to_string())
        }
    };
    ServiceAccountKey::parse(&text).map_err(|source| CredentialsError::Key { origin, source })
}

fn read(path: &Path) -> Result<SecretString, CredentialsError> {
    let unreadable = |source| CredentialsError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    file.take(LONGEST_KEY_FILE + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    let text: SecretString = text.into();
    if secrecy::ExposeSecret::expose_secret(&text).len() as u64 > LONGEST_KEY_FILE {
        return Err(CredentialsError::TooLong {
            path: path.to_owned(),
        });
    }
    Ok(text)
}
