//! Loads the service account's key from its configured location.

use std::fs::Metadata;
use std::io::{self, Read};
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use search_console::auth::{KeyError, ServiceAccountKey};
use secrecy::SecretString;

use crate::app::CredentialsSource;
use crate::model::google_api::{key_remedy, new_key};
use crate::model::{ExitCode, Failure, Remedy};

/// Maximum size of a key file, which usually has about 2,400 bytes.
const LONGEST_KEY_FILE: u64 = 64 << 10;

/// Key that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialsError {
    /// Nothing names one.
    #[error("no credentials were given")]
    None,
    /// The path is the content of a key file. It is not repeated in the message.
    #[error("the path of the key file looks like the content of a key file")]
    Content,
    /// The file cannot be read.
    #[error("failed to read the key file {}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Error of the operating system.
        #[source]
        source: io::Error,
    },
    /// The file is too long to be one.
    #[error("{} has more than {LONGEST_KEY_FILE} bytes, so it is not a key file", .path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// The content is not a usable key.
    #[error("failed to use the key in {origin}")]
    Key {
        /// The file, or the variable.
        origin: String,
        /// Error in the key.
        #[source]
        source: KeyError,
    },
}

impl Failure for CredentialsError {
    fn exit_code(&self) -> ExitCode {
        ExitCode::Settings
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::None => {
                "give `--credentials FILE`, or set SITEMAP_SUBMIT_CREDENTIALS_JSON to the key file's content, or GOOGLE_APPLICATION_CREDENTIALS to its path".into()
            }
            Self::Content => {
                "put the content into SITEMAP_SUBMIT_CREDENTIALS_JSON; `--credentials`, SITEMAP_SUBMIT_CREDENTIALS and GOOGLE_APPLICATION_CREDENTIALS take a path".into()
            }
            Self::Unreadable { .. } => "check the path and that this user may read it".into(),
            Self::TooLong { .. } => new_key().into(),
            Self::Key { source, .. } => key_remedy(source).into(),
        })
    }
}

/// Version of a key file. A file that was replaced, or that a link was moved to, has another
/// version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyVersion {
    modified: Option<SystemTime>,
    bytes: u64,
    #[cfg(unix)]
    inode: (u64, u64),
}

impl KeyVersion {
    /// Current version of the key at `source`; `None` if there is no file, or one that can be read
    /// only once, such as a pipe.
    pub(crate) fn of(source: &CredentialsSource) -> Option<Self> {
        let (CredentialsSource::File(path) | CredentialsSource::GoogleFile(path)) = source else {
            return None;
        };
        let file = std::fs::metadata(path).ok().filter(Metadata::is_file)?;
        Some(Self {
            modified: file.modified().ok(),
            bytes: file.len(),
            #[cfg(unix)]
            inode: (file.dev(), file.ino()),
        })
    }
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
    if holds_content(path) {
        return Err(CredentialsError::Content);
    }
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

/// True if `path` is a key, plain or in Base64: the most common mistake in the configuration of
/// CI systems.
fn holds_content(path: &Path) -> bool {
    /// No path of a key file is so long, and no key so short.
    const LONG: usize = 1_000;
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.len() >= LONG
        || bytes
            .iter()
            .any(|byte| matches!(byte, b'{' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_in_the_place_of_a_path_is_not_repeated() {
        let contents = [
            "{\"type\":\"service_account\",\"private_key\":\"hunter2\"}".to_owned(),
            "-----BEGIN PRIVATE KEY-----\nhunter2".to_owned(),
            "hunter2+".repeat(200),
        ];
        for content in contents {
            for source in [CredentialsSource::File, CredentialsSource::GoogleFile] {
                let error = load(Some(&source(content.clone().into()))).unwrap_err();
                assert!(matches!(error, CredentialsError::Content));
                assert!(!format!("{error} {error:?}").contains("hunter2"));
            }
        }
        let path = CredentialsSource::File("/run/secrets/no such key.json".into());
        let error = load(Some(&path)).unwrap_err();
        assert!(error.to_string().contains("no such key.json"), "{error}");
    }
}
