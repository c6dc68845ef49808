//! Message and help of a finding, without its location.

/// Message and help of a finding, without its location.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Draft {
    /// Creates a message with the rule's remedy as help.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    /// Replaces the rule's remedy with specific advice.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
