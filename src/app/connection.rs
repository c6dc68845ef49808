//! Connection to Search Console: the address of the API and the service account's key.

use std::path::PathBuf;

use search_console::ApiEndpoint;
use secrecy::{SecretSlice, SecretString};

/// Location of the service account's key.
#[derive(Debug, Clone)]
pub(crate) enum CredentialsSource {
    /// A file that `--credentials` or its variable names.
    File(PathBuf),
    /// The content of a variable.
    Variable(SecretString),
    /// A file that `GOOGLE_APPLICATION_CREDENTIALS` names.
    GoogleFile(PathBuf),
    /// The content of a pipe, which can be read only once.
    Content {
        /// The pipe.
        path: PathBuf,
        /// Complete content of the pipe.
        bytes: SecretSlice<u8>,
    },
}

/// Connection to Search Console.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    /// Base URL of the API.
    pub(crate) endpoint: ApiEndpoint,
    /// Location of the key; `None` if none is configured.
    pub(crate) credentials: Option<CredentialsSource>,
}
