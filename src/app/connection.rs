//! How Search Console is reached: the address of the API and the service account's key.

use std::path::PathBuf;

use search_console::ApiEndpoint;
use secrecy::SecretString;

/// Where the service account's key is.
#[derive(Debug, Clone)]
pub(crate) enum CredentialsSource {
    /// A file that `--credentials` or its variable names.
    File(PathBuf),
    /// The content of a variable.
    Variable(SecretString),
    /// A file that `GOOGLE_APPLICATION_CREDENTIALS` names.
    GoogleFile(PathBuf),
}

/// What is needed to reach Google.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    /// Where the calls go.
    pub(crate) endpoint: ApiEndpoint,
    /// Where the key is; `None` when nothing says so.
    pub(crate) credentials: Option<CredentialsSource>,
}
