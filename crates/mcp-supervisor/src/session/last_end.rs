//! The end of the last process, as reported to the client.

/// End of the last process; empty while it is not known.
#[derive(Debug, Default)]
pub(crate) struct LastEnd {
    /// Clause such as `it exited with code 1`.
    pub(crate) reason: Option<String>,
    /// Last lines of its standard error, without secrets.
    pub(crate) stderr: Vec<String>,
}

impl LastEnd {
    /// Text that is appended to an error message.
    pub(crate) fn details(&self) -> String {
        let reason = self.reason.as_deref().map(|reason| format!("; {reason}"));
        let last = self.stderr.last();
        let stderr = last.map(|line| format!("; last line of its standard error: {line}"));
        [reason, stderr].into_iter().flatten().collect()
    }
}
