//! Handling of calls with a fault.

use crate::state::View;

/// Handling of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handling {
    Normal,
    /// Send the normal response, but change nothing.
    Discard,
    /// Return sitemaps in their state before the last submission.
    Stale,
    /// Return sitemaps as downloaded but not processed yet.
    Processing,
}

impl Handling {
    /// True if changes are made.
    pub(crate) fn applies_changes(self) -> bool {
        self != Self::Discard
    }

    pub(crate) fn view(self) -> View {
        match self {
            Self::Stale => View::BeforeLastSubmission,
            Self::Normal | Self::Discard | Self::Processing => View::Current,
        }
    }
}
