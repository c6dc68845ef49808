//! The end of the last process, as reported to the client.

/// End of the last process; empty while it is not known.
#[derive(Debug, Default)]
pub(crate) struct LastEnd {
    /// Clause such as `it exited with code 1`.
    pub(crate) reason: Option<String>,
    /// Last lines of its standard error, without secrets.
    pub(crate) stderr: Vec<String>,
}
