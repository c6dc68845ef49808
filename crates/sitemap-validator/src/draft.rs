//! Holds the words of a finding that has no place yet.

/// The words of a finding, before it has a place.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Draft {
    /// A message whose help is the rule's remedy.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    /// Replaces the rule's remedy by advice for this very case.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
