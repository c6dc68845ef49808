//! Loads the service account's key from its configured location.

use std::fs::Metadata;
use std::io::{self, Read};
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use net::Deadline;
use search_console::auth::{KeyError, Mangling, ServiceAccountKey};
use secrecy::{ExposeSecret, SecretSlice};

use super::connection::{Connection, CredentialsSource};
use super::run_error::Stopped;
use super::shutdown::Shutdown;
use crate::model::google_api::{key_remedy, new_key};
use crate::model::{ExitCode, Failure, FailureReport, Remedy};

/// Maximum size of a key file, which usually has about 2,400 bytes.
const LONGEST_KEY_FILE: u64 = 64 << 10;

/// Key that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialsError {
    /// No key is configured.
    #[error("no credentials were given")]
    None,
    /// The path is the content of a key file. The message does not contain it.
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
    /// The path is a variable or an expression that was not replaced.
    #[error("the key file's path is not valid")]
    NotAPath(#[source] Mangling),
    /// A pipe that was not written and closed in time.
    #[error("failed to read the key from the pipe {}: it was not closed in time", .path.display())]
    Pipe {
        /// The pipe.
        path: PathBuf,
    },
    /// A key of another service is used with the emulator.
    #[error(
        "the key in {origin} does not belong to the emulator of SEARCH_CONSOLE_EMULATOR_HOST: its `token_uri` is not on loopback"
    )]
    NotOfEmulator {
        /// The file, or the variable.
        origin: String,
    },
    /// The file is too long to be a key file.
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
            Self::NotAPath(source) => key_remedy(&KeyError::Mangled(*source)).into(),
            Self::Pipe { .. } => {
                "check the command that writes the key into the pipe, or allow more time with `--deadline`"
                    .into()
            }
            Self::NotOfEmulator { .. } => {
                "unset SEARCH_CONSOLE_EMULATOR_HOST to use Google's API, or use a key file that the emulator wrote"
                    .into()
            }
            Self::TooLong { .. } => new_key().into(),
            Self::Key { source, .. } => key_remedy(source).into(),
        })
    }
}

/// Version of a key file. It changes when the file is replaced or a symbolic link is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyVersion {
    modified: Option<SystemTime>,
    bytes: u64,
    #[cfg(unix)]
    inode: (u64, u64),
}

impl KeyVersion {
    /// Current version of the key at `source`; `None` without a file, or for one that can be read
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

/// Reads the key of `connection` now if it is in a pipe, which may take until `deadline`. A regular
/// file is read when it is needed.
///
/// # Errors
/// If the pipe cannot be read in time, or a signal arrives first.
pub(crate) async fn with_pipe_read(
    connection: Connection,
    deadline: Deadline,
    shutdown: &mut Shutdown,
) -> Result<Connection, FailureReport> {
    let (Some(CredentialsSource::File(path)) | Some(CredentialsSource::GoogleFile(path))) =
        &connection.credentials
    else {
        return Ok(connection);
    };
    let is_pipe = |file: &Metadata| !file.is_file() && !file.is_dir();
    if !std::fs::metadata(path).is_ok_and(|file| is_pipe(&file)) {
        return Ok(connection);
    }
    let path = path.clone();
    let reading = {
        let path = path.clone();
        tokio::task::spawn_blocking(move || read(&path))
    };
    // The thread is abandoned; the process does not wait for it at exit.
    let bytes = tokio::select! {
        done = reading => match done {
            Ok(done) => done?,
            Err(panicked) => return Err(CredentialsError::Unreadable {
                path,
                source: io::Error::other(panicked),
            }.into()),
        },
        () = tokio::time::sleep_until(deadline.at()) => {
            return Err(CredentialsError::Pipe { path }.into());
        }
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    Ok(Connection {
        credentials: Some(CredentialsSource::Content { path, bytes }),
        ..connection
    })
}

/// Loads the key of `connection`.
pub(crate) fn load(connection: &Connection) -> Result<ServiceAccountKey, CredentialsError> {
    let (bytes, origin) = match &connection.credentials {
        None => return Err(CredentialsError::None),
        Some(CredentialsSource::Variable(text)) => (
            text.expose_secret().as_bytes().to_vec().into(),
            "the variable SITEMAP_SUBMIT_CREDENTIALS_JSON".to_owned(),
        ),
        Some(CredentialsSource::File(path) | CredentialsSource::GoogleFile(path)) => {
            (read(path)?, path.display().to_string())
        }
        Some(CredentialsSource::Content { path, bytes }) => {
            (bytes.clone(), path.display().to_string())
        }
    };
    let key = match ServiceAccountKey::parse(bytes.expose_secret()) {
        Ok(key) => key,
        Err(source) => return Err(CredentialsError::Key { origin, source }),
    };
    if connection.endpoint.is_emulator() && !key.is_of_emulator() {
        return Err(CredentialsError::NotOfEmulator { origin });
    }
    Ok(key)
}

fn read(path: &Path) -> Result<SecretSlice<u8>, CredentialsError> {
    let placeholder = path.to_str().and_then(Mangling::of_path);
    if holds_content(path) {
        return Err(match placeholder {
            Some(mangling @ (Mangling::UnexpandedVariable | Mangling::UnexpandedExpression)) => {
                CredentialsError::NotAPath(mangling)
            }
            _ => CredentialsError::Content,
        });
    }
    let unreadable = |source| CredentialsError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(match placeholder {
                Some(mangling) => CredentialsError::NotAPath(mangling),
                None => unreadable(error),
            });
        }
        Err(error) => return Err(unreadable(error)),
    };
    // Allocated once, so that growing the buffer leaves no copy of the key in memory.
    let mut bytes = Vec::with_capacity(8 << 10);
    file.take(LONGEST_KEY_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST_KEY_FILE {
        return Err(CredentialsError::TooLong {
            path: path.to_owned(),
        });
    }
    Ok(bytes.into())
}

/// True if `path` is a key, plain or in Base64: the most common mistake in the configuration of
/// CI systems.
fn holds_content(path: &Path) -> bool {
    /// Longer than any path, and shorter than any key.
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

    fn at(source: CredentialsSource) -> Connection {
        Connection {
            endpoint: search_console::ApiEndpoint::google(),
            credentials: Some(source),
        }
    }

    #[test]
    fn content_in_the_place_of_a_path_is_not_repeated() {
        let contents = [
            "{\"type\":\"service_account\",\"private_key\":\"hunter2\"}".to_owned(),
            "-----BEGIN PRIVATE KEY-----\nhunter2".to_owned(),
            "hunter2+".repeat(200),
        ];
        for content in contents {
            for source in [CredentialsSource::File, CredentialsSource::GoogleFile] {
                let error = load(&at(source(content.clone().into()))).unwrap_err();
                assert!(matches!(error, CredentialsError::Content));
                assert!(!format!("{error} {error:?}").contains("hunter2"));
            }
        }
        let path = CredentialsSource::File("/run/secrets/no such key.json".into());
        let error = load(&at(path)).unwrap_err();
        assert!(error.to_string().contains("no such key.json"), "{error}");
    }

    #[test]
    fn a_placeholder_in_the_place_of_a_path_is_named() {
        for placeholder in ["$KEY_FILE", "${KEY_FILE}", "${{ secrets.KEY }}", "***"] {
            let path = CredentialsSource::File(placeholder.into());
            let error = load(&at(path)).unwrap_err();
            assert!(matches!(error, CredentialsError::NotAPath(_)), "{error}");
        }
    }
}
