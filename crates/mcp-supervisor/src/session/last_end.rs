//! The end of the last process, as reported to the client.

/// End of the last process; empty if unknown.
#[derive(Debug, Default)]
pub(crate) struct LastEnd {
    /// Clause such as `it exited with code 1`.
    pub(crate) reason: Option<String>,
    /// Last lines of its standard error, without secrets.
    pub(crate) stderr: Vec<String>,
}
